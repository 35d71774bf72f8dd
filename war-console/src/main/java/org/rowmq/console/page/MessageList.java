package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Objects;
import org.rowmq.console.Filters;
import org.rowmq.console.LocalNode;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageDetail;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessagePage;
import org.rowmq.management.MessageSource;
import org.rowmq.management.MessageView;

/**
 * Messages of one queue or subscription. The filter is in the address, so that it can be shared.
 */
@Named("messages")
@RequestScoped
public class MessageList {
  private static final int PAGE_SIZE = 50;
  private static final List<String> STATES =
      List.of("AVAILABLE", "SCHEDULED", "ACQUIRED", "PREPARED", "CONSUMED", "DEAD");

  @Inject private Columns columns;

  private MessagePage page;
  private String wrongField;
  private String error;

  /** Reads a part; a wrong filter is said beside its field, and the list is shown without. */
  void load(MessageSource source, String cursor) {
    try {
      page = browse(source, filter(), cursor);
    } catch (ManagementException e) {
      if (e.kind() != ManagementException.Kind.INVALID || e.field() == null) {
        throw e;
      }
      wrongField = e.field();
      error = e.getMessage();
      page = browse(source, MessageFilter.ALL, cursor);
    }
  }

  private MessagePage browse(MessageSource source, MessageFilter filter, String cursor) {
    return LocalNode.require()
        .messages()
        .browse(Faces.caller(), source, filter, given(cursor), PAGE_SIZE, columns.getProperties());
  }

  private static MessageFilter filter() {
    return Filters.of(name -> Faces.request().getParameter(name));
  }

  private static String given(String text) {
    return text == null || text.isBlank() ? null : text;
  }

  /** The value of a message's property; null where it has none. */
  public String value(MessageView message, String property) {
    return message.properties().stream()
        .filter(each -> each.name().equals(property))
        .map(MessageDetail.PropertyView::value)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** What the address says of one field of the filter. */
  public String field(String name) {
    String value = Faces.request().getParameter(name);
    return value == null ? "" : value;
  }

  /** The field that is wrong, so that nothing is filtered by; or null. */
  public String getWrongField() {
    return wrongField;
  }

  /** What is wrong with that field, or null. */
  public String errorOf(String name) {
    return name.equals(wrongField) ? error : null;
  }

  /** Whether anything is filtered by. */
  public boolean isFiltered() {
    for (String name : Filters.NAMES) {
      if (!field(name).isBlank()) {
        return true;
      }
    }
    return false;
  }

  /** The filter as the end of an address. */
  public String getQuery() {
    StringBuilder query = new StringBuilder();
    for (String name : Filters.NAMES) {
      if (!field(name).isBlank()) {
        query.append('&').append(name).append('=').append(Faces.encode(field(name)));
      }
    }
    return query.toString();
  }

  /** Where the API has the messages of a source. */
  static String path(MessageSource source) {
    return source.queue() == null
        ? "subscriptions/" + source.subscriptionId() + "/messages"
        : "destinations/queue/" + Faces.encode(source.queue()).replace("+", "%20") + "/messages";
  }

  /** The filter for the address of one of the messages, from which one goes on in this list. */
  public String getTrail() {
    return Filters.trail(this::field);
  }

  public List<String> getStates() {
    return STATES;
  }

  public MessagePage getPage() {
    return page;
  }
}
