package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.rowmq.console.CurlCommand;
import org.rowmq.console.Filters;
import org.rowmq.console.LocalNode;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageDetail;
import org.rowmq.management.MessageSource;

/** One message, from which one goes to those beside it in the list it was found in. */
@Named("message")
@RequestScoped
public class MessagePage {
  @Inject private Notice notice;
  @Inject private User user;

  private String id;
  private MessageDetail detail;
  private BodyFormat format;
  private String command;

  /** Reads it; it may have been consumed since the list was shown. */
  public void load() {
    if (id == null) {
      throw new ManagementException(ManagementException.Kind.NOT_FOUND, "No message is named.");
    }
    if (parameter("step") != null) {
      step(parameter("step").equals("previous"));
      return;
    }
    detail = LocalNode.require().messages().message(Faces.caller(), id);
    if (detail.body() != null && detail.message().bodyType().equals("TEXT")) {
      format = BodyFormat.of(detail.body());
    }
  }

  /** Goes to the message beside, found when it is asked for: lists change while one reads. */
  private void step(boolean before) {
    String queue = parameter("queue");
    MessageSource source =
        queue == null
            ? MessageSource.subscription(number(parameter("subscription")))
            : MessageSource.queue(queue);
    org.rowmq.management.MessagePage found =
        LocalNode.require()
            .messages()
            .neighbour(
                Faces.caller(),
                source,
                Filters.of(name -> name.equals("id") ? null : parameter(name)),
                parameter("place") == null ? "" : parameter("place"),
                before);
    String to = id;
    if (!found.items().isEmpty()) {
      to = found.items().get(0).id();
    } else if (found.partial()) {
      notice.set(
          "None was found among the "
              + new Format().count(found.searched(), "message")
              + " that could be looked at in two seconds.");
    } else {
      notice.set(before ? "This is the first of the list." : "This is the last of the list.");
    }
    Faces.redirect("message.xhtml?id=" + Faces.encode(to) + getTrail());
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ManagementException(
          ManagementException.Kind.NOT_FOUND, "No list is named.", null, e);
    }
  }

  private static String parameter(String name) {
    return Faces.request().getParameter(name);
  }

  /** The filter of the list it was found in, as the end of an address. */
  public String getTrail() {
    return Filters.trail(MessagePage::parameter);
  }

  /** The list it was found in, with its filter. */
  public String getListAddress() {
    return getDestinationAddress()
        + (getQueue() == null ? "&subscription=" + detail.source() : "")
        + getTrail();
  }

  /** The address that leads to the message beside; {@code which} is next or previous. */
  public String stepAddress(String which) {
    return "message.xhtml?id="
        + id
        + "&step="
        + which
        + "&place="
        + detail.message().place()
        + (getQueue() == null
            ? "&subscription=" + detail.source()
            : "&queue=" + Faces.encode(getQueue()))
        + getTrail();
  }

  /** The command line that sends it again; null where there is none. */
  public String getCommand() {
    if (detail == null || !user.isOperator()) {
      return null;
    }
    if (command == null) {
      command =
          LocalNode.require()
              .messages()
              .again(Faces.caller(), id)
              .map(again -> CurlCommand.of(apiAddress(), again))
              .orElse("");
    }
    return command.isEmpty() ? null : command;
  }

  /** Where the API takes messages for the destination it is in, as the browser called us. */
  private String apiAddress() {
    HttpServletRequest request = Faces.request();
    String url = request.getRequestURL().toString();
    String host = url.substring(0, url.length() - request.getRequestURI().length());
    return host
        + request.getContextPath()
        + "/api/v1/destinations/"
        + getDestinationType()
        + "/"
        + Faces.encode(getDestinationName()).replace("+", "%20")
        + "/messages";
  }

  /** Whether there are values that only a reveal shows. */
  public boolean isMasked() {
    return detail.properties().stream().anyMatch(MessageDetail.PropertyView::masked);
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
