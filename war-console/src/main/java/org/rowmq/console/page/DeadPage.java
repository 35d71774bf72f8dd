package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.List;
import org.rowmq.console.Filters;
import org.rowmq.console.LocalNode;
import org.rowmq.management.DeadLetters;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageSource;
import org.rowmq.management.Page;

/** Messages that were given up: the groups, or the messages of one of them. */
@Named("dead")
@RequestScoped
public class DeadPage {
  private static final int PAGE_SIZE = 50;
  private static final List<String> GROUP = List.of("reason", "origin", "exceptionClass");

  private String queue;
  private String subscription;
  private String cursor;
  private DeadLetters groups;
  private Page<DeadLetters.Letter> letters;

  /** Reads the groups, or a part of one. */
  public void load() {
    if (queue == null && subscription == null) {
      groups = LocalNode.require().messages().deadLetters(Faces.caller());
    } else {
      MessageSource source = source();
      MessageFilter filter = Filters.of(name -> Faces.request().getParameter(name));
      letters =
          LocalNode.require()
              .messages()
              .deadLetters(Faces.caller(), source, filter, cursor, PAGE_SIZE);
    }
  }

  private MessageSource source() {
    return queue == null
        ? MessageSource.subscription(Long.parseLong(subscription))
        : MessageSource.queue(queue);
  }

  /** Where the API has how many there are in the group shown. */
  public String getCountPath() {
    StringBuilder path = new StringBuilder();
    GROUP.forEach(name -> append(path, name, parameter(name)));
    return MessageList.path(source()) + "/count" + path.toString().replaceFirst("&", "?");
  }

  /** The address of a group's messages. */
  public String address(DeadLetters.Group group) {
    StringBuilder address = new StringBuilder("dead.xhtml?");
    if (group.source().queue() == null) {
      address.append("subscription=").append(group.source().subscriptionId());
    } else {
      address.append("queue=").append(Faces.encode(group.source().queue()));
    }
    append(address, "reason", group.why().reason());
    append(address, "origin", group.why().origin());
    append(address, "exceptionClass", group.why().exceptionClass());
    return address.toString();
  }

  /** This page's own address, without the part of the list. */
  public String getAddress() {
    StringBuilder address = new StringBuilder("dead.xhtml?");
    append(address, "queue", queue);
    append(address, "subscription", subscription);
    GROUP.forEach(name -> append(address, name, parameter(name)));
    return address.toString();
  }

  /** The group for the address of one of its messages, from which one goes on in this list. */
  public String getTrail() {
    return Filters.trail(this::parameter);
  }

  private static void append(StringBuilder address, String name, String value) {
    if (value != null && !value.isEmpty()) {
      address.append('&').append(name).append('=').append(Faces.encode(value));
    }
  }

  /** What the address says of the group shown. */
  public String parameter(String name) {
    String value = Faces.request().getParameter(name);
    return value == null ? "" : value;
  }

  /** The name of an origin without what it is. */
  public String shortName(String origin) {
    return origin == null ? "unknown" : origin.replaceFirst("^queue://", "");
  }

  /** The exception's class without its package. */
  public String simpleClass(String name) {
    return name == null ? "" : name.substring(name.lastIndexOf('.') + 1);
  }

  public DeadLetters getGroups() {
    return groups;
  }

  public Page<DeadLetters.Letter> getLetters() {
    return letters;
  }

  public String getQueue() {
    return queue;
  }

  public void setQueue(String queue) {
    this.queue = queue;
  }

  public String getSubscription() {
    return subscription;
  }

  public void setSubscription(String subscription) {
    this.subscription = subscription;
  }

  public String getCursor() {
    return cursor;
  }

  public void setCursor(String cursor) {
    this.cursor = cursor;
  }
}
