package org.rowmq.management;

/** An audited action; {@code id} as text for the same reason as in {@link MessageView}. */
public record AuditView(
    String id,
    long at,
    String user,
    String role,
    String address,
    String action,
    String target,
    long messageCount,
    String outcome,
    String error,
    String requestId) {}
