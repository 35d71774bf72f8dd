/**
 * Beans of every kind that send and receive through the adapter's connection factories, and checks
 * that run inside the server: each is a method that returns normally when all is as it should be.
 */
package org.rowmq.it.app.outbound;
