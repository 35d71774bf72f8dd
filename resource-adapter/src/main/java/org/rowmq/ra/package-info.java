/**
 * The part of the resource adapter that the server and all applications see: the beans that the
 * server configures, the connection factories, and the class loader that keeps everything else to
 * ourselves. Depends on the JDK, the Jakarta APIs, {@link org.rowmq} and {@link
 * org.rowmq.management} only; the engine behind it is reached through {@link
 * org.rowmq.ra.AdapterEngine}.
 */
package org.rowmq.ra;
