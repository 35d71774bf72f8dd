/** The message store: what the node may ask of it, in records; how it is kept is a sub-package. */
package org.rowmq.store;
