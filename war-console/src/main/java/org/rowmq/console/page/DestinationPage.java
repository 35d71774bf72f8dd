package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Locale;
import org.rowmq.DestinationKind;
import org.rowmq.console.LocalNode;
import org.rowmq.management.DestinationView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementService;
import org.rowmq.management.MessageView;
import org.rowmq.management.Page;
import org.rowmq.management.SubscriptionView;

/** One queue or topic with its messages or subscriptions. Looking at messages consumes nothing. */
@Named("destination")
@RequestScoped
public class DestinationPage {
  private static final int PAGE_SIZE = 50;

  @Inject private Notice notice;

  private String type;
  private String name;
  private String subscription;
  private String cursor;
  private boolean deliveryPaused;
  private boolean sendingPaused;
  private DestinationView view;
  private List<SubscriptionView> subscriptions;
  private SubscriptionView chosen;
  private Page<MessageView> messages;

  /** Reads it, or ends on the page for what does not exist. */
  public void load() {
    ManagementService node = LocalNode.require();
    view = node.destination(Faces.caller(), kind(), name == null ? "" : name);
    deliveryPaused = view.consumptionPaused();
    sendingPaused = view.productionPaused();
    if (!isQueue()) {
      subscriptions = node.subscriptions(Faces.caller(), name);
    }
    if (isQueue()) {
      messages = node.browse(Faces.caller(), name, cursor, PAGE_SIZE);
    } else if (subscription != null) {
      chosen =
          subscriptions.stream()
              .filter(s -> Long.toString(s.id()).equals(subscription))
              .findFirst()
              .orElseThrow(() -> missing("This topic has no such subscription."));
      messages = node.browseSubscription(Faces.caller(), chosen.id(), cursor, PAGE_SIZE);
    }
  }

  /** Stops what consumers get, or lets it go on: the other than the page showed. */
  public void toggleDelivery() {
    pause(!deliveryPaused, sendingPaused);
  }

  /** Stops what producers send, or lets it go on: the other than the page showed. */
  public void toggleSending() {
    pause(deliveryPaused, !sendingPaused);
  }

  private void pause(boolean consumption, boolean production) {
    LocalNode.require().pause(Faces.caller(), kind(), name, consumption, production);
    notice.set(
        consumption || production
            ? "Paused: "
                + (consumption ? "delivery" : "")
                + (consumption && production ? " and " : "")
                + (production ? "sending" : "")
                + "."
            : "Running again.");
    Faces.redirect(getAddress());
  }

  private DestinationKind kind() {
    for (DestinationKind kind : DestinationKind.values()) {
      if (kind.scheme().equals(type)) {
        return kind;
      }
    }
    throw missing("There are queues and topics, nothing else.");
  }

  private static ManagementException missing(String text) {
    return new ManagementException(ManagementException.Kind.NOT_FOUND, text);
  }

  /** This page's own address. */
  public String getAddress() {
    return address(type, name);
  }

  static String address(String type, String name) {
    return "destination.xhtml?type=" + type + "&name=" + Faces.encode(name);
  }

  public boolean isQueue() {
    return "queue".equals(type);
  }

  /** {@code Queue} or {@code Topic}. */
  public String getTypeTitle() {
    return isQueue() ? "Queue" : "Topic";
  }

  /** Null while a form is taken in. */
  public DestinationView getView() {
    return view;
  }

  public List<SubscriptionView> getSubscriptions() {
    return subscriptions;
  }

  /** The subscription whose messages are shown, or null. */
  public SubscriptionView getChosen() {
    return chosen;
  }

  public Page<MessageView> getMessages() {
    return messages;
  }

  public boolean isDeliveryPaused() {
    return deliveryPaused;
  }

  public void setDeliveryPaused(boolean deliveryPaused) {
    this.deliveryPaused = deliveryPaused;
  }

  public boolean isSendingPaused() {
    return sendingPaused;
  }

  public void setSendingPaused(boolean sendingPaused) {
    this.sendingPaused = sendingPaused;
  }

  public String getType() {
    return type;
  }

  public void setType(String type) {
    this.type = type == null ? null : type.toLowerCase(Locale.ROOT);
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
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
