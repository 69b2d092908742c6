package io.github.wasmpool.sample;

/**
 * What the guest {@code guests/postage.c} exports.
 */
interface Postage {

	/**
	 * Tell what a parcel costs.
	 * @param kilogrammes its weight
	 * @return the cents
	 */
	int postage(int kilogrammes);

}
