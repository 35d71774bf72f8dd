/**
 * A bean that sends, a listener that can be told to fail, and a servlet to drive and watch them.
 */
package org.rowmq.it.app.messaging;
