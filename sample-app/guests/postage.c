/* What a parcel costs, in cents. The price of a kilogramme is fixed when this is compiled. */

#ifndef PER_KILOGRAMME
#define PER_KILOGRAMME 150
#endif

__attribute__((export_name("postage")))
int postage(int kilogrammes) {
	return 490 + kilogrammes * PER_KILOGRAMME;
}
