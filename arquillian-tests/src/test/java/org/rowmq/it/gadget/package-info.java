/** A library for the server: a class that only its sender and its receiver have reason to load. */
package org.rowmq.it.gadget;
