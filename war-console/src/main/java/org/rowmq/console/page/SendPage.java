package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Map;
import org.rowmq.DestinationKind;
import org.rowmq.console.LocalNode;
import org.rowmq.console.PropertyText;
import org.rowmq.management.NewTextMessage;

/** Sending a text message by hand. After an error the form keeps what was typed. */
@Named("send")
@RequestScoped
public class SendPage {
  private static final int DEFAULT_PRIORITY = 4;
  private static final long MILLIS = 1000;

  @Inject private Notice notice;

  private String type;
  private String name;
  private String text;
  private String correlationId;
  private String messageType;
  private int priority = DEFAULT_PRIORITY;
  private boolean persistent = true;
  private long timeToLive;
  private long delay;
  private String properties;

  @Inject private User user;

  /** The destination has to exist, and the role has to allow it. */
  public void load() {
    Faces.need(user.isOperator());
    LocalNode.require().destination(Faces.caller(), kind(), name == null ? "" : name);
  }

  /** Sends it and shows the destination. */
  public void send() {
    Map<String, Object> parsed;
    try {
      parsed = PropertyText.parse(properties);
    } catch (IllegalArgumentException e) {
      Faces.error("send:properties", e.getMessage());
      return;
    }
    NewTextMessage message =
        new NewTextMessage(
            text == null ? "" : text,
            correlationId,
            messageType,
            priority,
            persistent,
            timeToLive * MILLIS,
            delay * MILLIS,
            parsed);
    Faces.attempt(
        "send",
        () -> {
          String id = LocalNode.require().send(Faces.caller(), kind(), name, message);
          notice.set("Sent " + id + ".");
          Faces.redirect(DestinationPage.address(kind().scheme(), name));
        });
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
