/** The least that shows an adapter at work, with nothing of any one server in it. */
package org.rowmq.it.app.smoke;
