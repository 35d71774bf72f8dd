package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.rowmq.DestinationKind;
import org.rowmq.console.LocalNode;

/** Creating a queue or topic. */
@Named("create")
@RequestScoped
public class CreatePage {
  @Inject private Notice notice;

  private String type;
  private String name;

  @Inject private User user;

  /** A form that could only be refused is not shown. */
  public void load() {
    Faces.need(user.isAdmin());
  }

  /** Creates it and shows it. */
  public void create() {
    DestinationKind kind = "topic".equals(type) ? DestinationKind.TOPIC : DestinationKind.QUEUE;
    boolean made =
        Faces.attempt(
            "create",
            () -> LocalNode.require().createDestination(Faces.caller(), kind, name.strip()));
    if (made) {
      notice.set("Created the " + kind.scheme() + " " + name.strip() + ".");
      Faces.redirect(DestinationPage.address(kind.scheme(), name.strip()));
    }
  }

  public String getType() {
    return "topic".equals(type) ? "topic" : "queue";
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
}
