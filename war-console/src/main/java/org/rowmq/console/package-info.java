/**
 * The web console: pages in {@link org.rowmq.console.page}, the REST API in {@link
 * org.rowmq.console.api}, both behind {@link org.rowmq.console.security}, and both doing nothing
 * but ask a {@link org.rowmq.management.ManagementService}, which checks roles and writes the audit
 * trail.
 */
package org.rowmq.console;
