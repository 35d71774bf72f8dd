package org.rowmq.management;

/**
 * A whole body, to be saved. An object is handed out as the bytes it was serialised to.
 *
 * @param contentType media type
 * @param fileName proposed name
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record MessageBody(String contentType, String fileName, byte[] bytes) {}
