/** Users, permissions, and passwords that are kept elsewhere. */
package org.rowmq.it.security;
