/** The same adapter on other servers: {@code ./mvnw -Pservers verify}, see docs/servers.md. */
package org.rowmq.it.servers;
