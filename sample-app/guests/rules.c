/*
 * Discounts of a shop: from so many cents on, so many per cent off. The host fills the
 * table before any call is made; the state it reached is what every loan begins with.
 */

#define EXPORT(name) __attribute__((export_name(name)))

#define MOST 8

/* Provided by the host: tells it of each discount that was granted. */
__attribute__((import_module("shop"), import_name("granted")))
void granted(int amount, int percent);

static struct {
	int from;
	int percent;
} discounts[MOST];

static int count;

/* Forgets all discounts. */
EXPORT("clear")
void clear(void) {
	count = 0;
}

/* Adds a discount. Returns zero if the table is full. */
EXPORT("discount")
int discount(int from, int percent) {
	if (count == MOST) {
		return 0;
	}
	discounts[count].from = from;
	discounts[count].percent = percent;
	count++;
	return 1;
}

/* The price of a purchase after the largest discount that applies, in cents, rounded down. */
EXPORT("price")
int price(int amount) {
	int percent = 0;
	for (int i = 0; i < count; i++) {
		if (amount >= discounts[i].from && discounts[i].percent > percent) {
			percent = discounts[i].percent;
		}
	}
	if (percent > 0) {
		granted(amount, percent);
	}
	return (int)((long long)amount * (100 - percent) / 100);
}
