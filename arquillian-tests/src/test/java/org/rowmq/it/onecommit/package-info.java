/** Rows and messages of one transaction: all or nothing, at every moment and after every crash. */
package org.rowmq.it.onecommit;
