package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.rowmq.console.LocalNode;
import org.rowmq.management.SubscriptionView;

/** The subscriptions of all topics, and making one. */
@Named("subscriptions")
@RequestScoped
public class SubscriptionsPage {
  @Inject private Notice notice;

  private List<SubscriptionView> all;
  private String topic;
  private String name;
  private String clientId;
  private String selector;
  private boolean shared;

  public List<SubscriptionView> getAll() {
    if (all == null) {
      all = LocalNode.require().subscriptions(Faces.caller());
    }
    return all;
  }

  /** Makes a durable subscription. */
  public void create() {
    Faces.attempt(
        "subscribe",
        () -> {
          LocalNode.require()
              .createSubscription(Faces.caller(), topic, clientId, name, shared, selector);
          notice.set("The subscription " + name + " keeps messages of " + topic + " from now on.");
          Faces.redirect("subscriptions.xhtml");
        });
  }

  public String getTopic() {
    return topic;
  }

  public void setTopic(String topic) {
    this.topic = topic;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getClientId() {
    return clientId;
  }

  public void setClientId(String clientId) {
    this.clientId = clientId;
  }

  public String getSelector() {
    return selector;
  }

  public void setSelector(String selector) {
    this.selector = selector;
  }

  public boolean isShared() {
    return shared;
  }

  public void setShared(boolean shared) {
    this.shared = shared;
  }
}
