/**
 * JNDI for Java SE programs: an initial context made of properties, and how connection factories
 * come back from other directories.
 */
package org.rowmq.jndi;
