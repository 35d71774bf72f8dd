package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import org.rowmq.console.LocalNode;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageDetail;

/** One message. */
@Named("message")
@RequestScoped
public class MessagePage {
  private String id;
  private MessageDetail detail;

  /** Reads it; it may have been consumed since the list was shown. */
  public void load() {
    if (id == null) {
      throw new ManagementException(ManagementException.Kind.NOT_FOUND, "No message is named.");
    }
    detail = LocalNode.require().message(Faces.caller(), id);
  }

  public MessageDetail getDetail() {
    return detail;
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
