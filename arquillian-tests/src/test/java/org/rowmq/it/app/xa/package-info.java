/** A transfer writes a row in one database and a message in another: two XA resources. */
package org.rowmq.it.app.xa;
