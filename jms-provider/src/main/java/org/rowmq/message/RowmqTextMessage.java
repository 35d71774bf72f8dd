package org.rowmq.message;

import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.TextMessage;

/**
 * A message whose body is a string or null (specification section 3.11). Not safe for use by many
 * threads.
 */
public final class RowmqTextMessage extends RowmqMessage implements TextMessage {

  private String text;
  private byte[] undecoded;

  /** A new message, to be filled and sent. */
  public RowmqTextMessage() {}

  @Override
  public BodyType bodyType() {
    return BodyType.TEXT;
  }

  @Override
  public void setText(String text) throws MessageNotWriteableException {
    requireWritableBody();
    this.text = text;
    this.undecoded = null;
  }

  @Override
  public String getText() {
    if (undecoded != null) {
      text = Utf8.decode(undecoded, 0, undecoded.length, "the text body");
      undecoded = null;
    }
    return text;
  }

  @Override
  byte[] encodeBody() {
    if (undecoded != null) {
      return undecoded;
    }
    return text == null ? null : Utf8.encode(text);
  }

  @Override
  void decodeBody(byte[] body, DecodeContext context) {
    undecoded = body;
  }

  @Override
  void clearContent() {
    text = null;
    undecoded = null;
  }

  @Override
  boolean hasNoBody() {
    return getText() == null;
  }

  @Override
  boolean isContentAssignableTo(Class<?> type) {
    return type.isAssignableFrom(String.class);
  }

  @Override
  Object content() {
    return getText();
  }
}
