/**
 * What stands behind {@link org.rowmq.management}: checks the role, runs the command on the node,
 * writes the audit trail. Faces never see this package; they find the node in {@link
 * org.rowmq.management.ManagementRegistry}.
 */
package org.rowmq.management.service;
