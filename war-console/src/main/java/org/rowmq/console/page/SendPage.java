package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowmq.DestinationKind;
import org.rowmq.console.LocalNode;
import org.rowmq.console.PropertyText;
import org.rowmq.management.MessageDetail;
import org.rowmq.management.NewMessage;

/**
 * Sending a message by hand, perhaps one that begins as another. After an error the form keeps what
 * was typed.
 */
@Named("send")
@RequestScoped
public class SendPage {
  private static final int DEFAULT_PRIORITY = 4;
  private static final long MILLIS = 1000;

  @Inject private Notice notice;

  private String type;
  private String name;
  private String from;
  private boolean replace;
  private String bodyKind = "TEXT";
  private String replyTo;
  private int count = 1;
  private String text;
  private String correlationId;
  private String messageType;
  private int priority = DEFAULT_PRIORITY;
  private boolean persistent = true;
  private long timeToLive;
  private long delay;
  private String properties;
  private Preview preview;

  private final List<String> masked = new ArrayList<>();

  @Inject private User user;

  /** The destination has to exist, and the role has to allow it. */
  public void load() {
    Faces.need(user.isOperator());
    LocalNode.require().destination(Faces.caller(), kind(), name == null ? "" : name);
    if (from != null && !FacesContext.getCurrentInstance().isPostback()) {
      begin(LocalNode.require().messages().message(Faces.caller(), from));
    }
  }

  /** Fills the form with another message. */
  private void begin(MessageDetail like) {
    bodyKind = like.message().bodyType();
    text = like.body();
    if (bodyKind.equals("MAP")) {
      text = PropertyText.ofTypedLines(like.body());
    } else if (bodyKind.equals("BYTES")) {
      text =
          LocalNode.require()
              .messages()
              .body(Faces.caller(), from)
              .map(body -> Base64.getMimeEncoder().encodeToString(body.bytes()))
              .orElse("");
    }
    messageType = like.message().type();
    correlationId = like.message().correlationId();
    replyTo = like.replyTo();
    priority = like.message().priority();
    persistent = like.message().persistent();
    StringBuilder lines = new StringBuilder();
    for (MessageDetail.PropertyView property : like.properties()) {
      if (property.masked()) {
        masked.add(property.name());
      } else if (!property.name().startsWith("JMSX") && property.value() != null) {
        lines.append(PropertyText.line(property.javaType(), property.name(), property.value()));
      }
    }
    properties = lines.toString();
  }

  /** Shows what would be sent, and keeps the form. */
  public void look() {
    preview = message().map(Preview::of).orElse(null);
  }

  /** Back to the form, as it was. */
  public void back() {
    preview = null;
  }

  /** Sends it and shows the destination. */
  public void send() {
    message().ifPresent(this::send);
  }

  /** What the form says; empty where something in it is wrong, which is then said beside it. */
  private Optional<NewMessage> message() {
    Map<String, Object> parsed;
    Object body;
    try {
      parsed = PropertyText.parse(properties);
    } catch (IllegalArgumentException e) {
      Faces.error("send:properties", e.getMessage());
      return Optional.empty();
    }
    try {
      body = body();
    } catch (IllegalArgumentException e) {
      Faces.error("send:text", e.getMessage());
      return Optional.empty();
    }
    return Optional.of(
        new NewMessage(
            body,
            correlationId,
            messageType,
            replyTo,
            priority,
            persistent,
            timeToLive * MILLIS,
            delay * MILLIS,
            parsed,
            count));
  }

  private void send(NewMessage message) {
    Faces.attempt(
        "send",
        () -> {
          if (replace) {
            String id = LocalNode.require().messages().replace(Faces.caller(), from, name, message);
            notice.set("Sent " + id + " in the place of the dead letter.");
            Faces.redirect(DestinationPage.address(kind().scheme(), name));
            return;
          }
          List<String> ids =
              LocalNode.require().messages().send(Faces.caller(), kind(), name, message, null);
          notice.set(
              ids.size() == 1
                  ? "Sent " + ids.get(0) + "."
                  : "Sent " + ids.size() + " messages, " + ids.get(0) + " first.");
          Faces.redirect(DestinationPage.address(kind().scheme(), name));
        });
  }

  /** What would be sent, or null while the form is filled in. */
  public Preview getPreview() {
    return preview;
  }

  private Object body() {
    String typed = text == null ? "" : text;
    return switch (bodyKind) {
      case "MAP" -> PropertyText.parse(typed);
      case "BYTES" -> Base64.getMimeDecoder().decode(typed);
      case "MESSAGE" -> null;
      default -> typed;
    };
  }

  /** The address of the destination's page. */
  public String getAddress() {
    return DestinationPage.address(kind().scheme(), name);
  }

  private DestinationKind kind() {
    return "topic".equals(type) ? DestinationKind.TOPIC : DestinationKind.QUEUE;
  }

  public String getType() {
    return kind().scheme();
  }

  public void setType(String type) {
    this.type = type;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  /** Number of the message whose content the form begins with, or null. */
  public String getFrom() {
    return from;
  }

  public void setFrom(String from) {
    this.from = from;
  }

  /** The properties that the form does not begin with because their values are masked. */
  public String getMasked() {
    return String.join(", ", masked);
  }

  /** Whether the message it begins with is a dead letter that goes when the new one is sent. */
  public boolean isReplace() {
    return replace;
  }

  public void setReplace(boolean replace) {
    this.replace = replace;
  }

  /** {@code TEXT}, {@code MAP}, {@code BYTES} or {@code MESSAGE}. */
  public String getBodyKind() {
    return bodyKind;
  }

  public void setBodyKind(String bodyKind) {
    this.bodyKind = bodyKind;
  }

  public String getReplyTo() {
    return replyTo;
  }

  public void setReplyTo(String replyTo) {
    this.replyTo = replyTo;
  }

  public int getCount() {
    return count;
  }

  public void setCount(int count) {
    this.count = count;
  }

  public String getText() {
    return text;
  }

  public void setText(String text) {
    this.text = text;
  }

  public String getCorrelationId() {
    return correlationId;
  }

  public void setCorrelationId(String correlationId) {
    this.correlationId = correlationId;
  }

  public String getMessageType() {
    return messageType;
  }

  public void setMessageType(String messageType) {
    this.messageType = messageType;
  }

  public int getPriority() {
    return priority;
  }

  public void setPriority(int priority) {
    this.priority = priority;
  }

  public boolean isPersistent() {
    return persistent;
  }

  public void setPersistent(boolean persistent) {
    this.persistent = persistent;
  }

  /** Seconds, 0 for ever. */
  public long getTimeToLive() {
    return timeToLive;
  }

  public void setTimeToLive(long timeToLive) {
    this.timeToLive = timeToLive;
  }

  /** Seconds, 0 for none. */
  public long getDelay() {
    return delay;
  }

  public void setDelay(long delay) {
    this.delay = delay;
  }

  public String getProperties() {
    return properties;
  }

  public void setProperties(String properties) {
    this.properties = properties;
  }
}
