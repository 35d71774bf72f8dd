/**
 * What an application may name: destinations and how they are bound in JNDI. Depends on the JDK and
 * Jakarta Messaging only.
 */
package org.rowmq;
