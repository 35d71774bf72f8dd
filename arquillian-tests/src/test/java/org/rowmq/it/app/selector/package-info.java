/** A listener whose selector is wrong. */
package org.rowmq.it.app.selector;
