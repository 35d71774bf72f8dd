/** Beans with the activation properties of other providers, each failing in a way of its own. */
package org.rowmq.it.app.inbound;
