/** An application whose users are checked. */
package org.rowmq.it.app.security;
