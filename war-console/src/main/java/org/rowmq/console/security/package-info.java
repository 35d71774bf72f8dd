/** Who is asking, and the headers that keep a browser from being turned against its user. */
package org.rowmq.console.security;
