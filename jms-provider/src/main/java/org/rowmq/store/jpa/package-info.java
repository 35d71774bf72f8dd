/**
 * The message store over Hibernate ORM, Flyway and HikariCP, on H2, PostgreSQL or MariaDB. {@link
 * org.rowmq.store.jpa.JpaStore#open} is the only way in.
 */
package org.rowmq.store.jpa;
