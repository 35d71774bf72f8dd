/** The REST API under {@code api/v1}: JSON in and out, errors as RFC 9457 problem documents. */
package org.rowmq.console.api;
