package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.List;
import org.rowmq.console.LocalNode;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageDetail;

/** One message. */
@Named("message")
@RequestScoped
public class MessagePage {
  private String id;
  private MessageDetail detail;
  private BodyFormat format;

  /** Reads it; it may have been consumed since the list was shown. */
  public void load() {
    if (id == null) {
      throw new ManagementException(ManagementException.Kind.NOT_FOUND, "No message is named.");
    }
    detail = LocalNode.require().messages().message(Faces.caller(), id);
    if (detail.body() != null && detail.message().bodyType().equals("TEXT")) {
      format = BodyFormat.of(detail.body());
    }
  }

  public MessageDetail getDetail() {
    return detail;
  }

  /** The body as people read it. */
  public String getBody() {
    return format == null ? detail.body() : format.text();
  }

  /** What the body is, in a word or two. */
  public String getBodyFormat() {
    return switch (detail.message().bodyType()) {
      case "TEXT" -> format == null ? "Text" : format.name();
      case "BYTES" -> "Bytes, hexadecimal";
      case "OBJECT" -> "Object, not deserialised";
      case "MAP" -> "Map";
      case "STREAM" -> "Stream";
      default -> "None";
    };
  }

  /** Whether its content can be put into the form that sends messages. */
  public boolean isSendable() {
    return detail != null
        && List.of("TEXT", "BYTES", "MAP", "MESSAGE").contains(detail.message().bodyType());
  }

  /** The queue a dead letter came from, or null. */
  public String getOriginQueue() {
    boolean dead = detail != null && detail.death() != null && detail.death().origin() != null;
    return dead && detail.death().origin().startsWith("queue://")
        ? detail.death().origin().substring("queue://".length())
        : null;
  }

  /** The queue for commands; null where it is in a subscription. */
  public String getQueue() {
    return detail.source().startsWith("queue://") ? getDestinationName() : null;
  }

  /** The number of the subscription for commands; null where it is in a queue. */
  public String getSubscription() {
    return detail.source().startsWith("queue://") ? null : detail.source();
  }

  /** The address of the page of the destination it is in. */
  public String getDestinationAddress() {
    String[] parts = parts();
    return DestinationPage.address(parts[0], parts[1]);
  }

  public String getDestinationName() {
    return parts()[1];
  }

  public String getDestinationType() {
    return parts()[0];
  }

  private String[] parts() {
    String[] parts = detail.destination().split("://", 2);
    return parts.length == 2 ? parts : new String[] {"queue", detail.destination()};
  }

  public String getId() {
    return id;
  }

  public void setId(String id) {
    this.id = id;
  }
}
