package org.rowmq.management;

/**
 * An audited action.
 *
 * @param id as text for the same reason as in {@link MessageView}
 * @param at milliseconds since 1970
 * @param parameters a JSON object of strings, or null; never a body or a password
 * @param outcome {@code OK}, {@code REFUSED}, {@code FAILED}; what takes more than one transaction
 *     has been {@code STARTED} before, and a job may be {@code CANCELLED}
 */
public record AuditView(
    String id,
    long at,
    String user,
    String role,
    String address,
    String action,
    String target,
    long messageCount,
    String parameters,
    String outcome,
    String error,
    String requestId) {}
