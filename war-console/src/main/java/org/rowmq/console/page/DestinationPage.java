package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rowmq.DestinationKind;
import org.rowmq.console.LocalNode;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.ConsumerView;
import org.rowmq.management.DeadLetters;
import org.rowmq.management.DestinationView;
import org.rowmq.management.EditableSetting;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementService;
import org.rowmq.management.MessageSource;
import org.rowmq.management.MessageView;
import org.rowmq.management.Page;
import org.rowmq.management.ProducerView;
import org.rowmq.management.SettingScope;
import org.rowmq.management.SubscriptionView;

/** One queue or topic with its messages or subscriptions. Looking at messages consumes nothing. */
@Named("destination")
@RequestScoped
public class DestinationPage {
  private static final int AUDIT_ROWS = 50;
  private static final int MOST = 200;

  @Inject private Notice notice;
  @Inject private MessageList messages;

  private String type;
  private String name;
  private String subscription;
  private String cursor;
  private String tab;
  private boolean deliveryPaused;
  private boolean sendingPaused;
  private DestinationView view;
  private List<SubscriptionView> subscriptions;
  private SubscriptionView chosen;
  private List<ConsumerView> consumers;
  private List<ProducerView> producers;
  private Page<AuditView> audit;
  private Map<String, String> holders;
  private List<DeadLetters.Group> graves;

  /** Reads it, or ends on the page for what does not exist. */
  public void load() {
    ManagementService node = LocalNode.require();
    view = node.destination(Faces.caller(), kind(), name == null ? "" : name);
    deliveryPaused = view.consumptionPaused();
    sendingPaused = view.productionPaused();
    if (isOn("clients")) {
      consumers = node.clients().consumers(Faces.caller(), kind(), name);
      producers = node.clients().producers(Faces.caller(), kind(), name);
      return;
    }
    if (isOn("dead")) {
      String own = type + "://" + name;
      graves =
          node.messages().deadLetters(Faces.caller()).groups().stream()
              .filter(g -> own.equals(g.why().origin()) || own.equals(g.sourceName()))
              .toList();
      return;
    }
    if (isOn("audit")) {
      AuditFilter filter = AuditFilter.ofDestination(type + "://" + name);
      audit = node.audit(Faces.caller(), filter, cursor, AUDIT_ROWS);
      return;
    }
    if (tab != null) {
      throw missing("This page has no tab " + tab + ".");
    }
    if (!isQueue()) {
      subscriptions = node.subscriptions(Faces.caller(), name);
    }
    if (isQueue()) {
      messages.load(MessageSource.queue(name), cursor);
    } else if (subscription != null) {
      chosen =
          subscriptions.stream()
              .filter(s -> Long.toString(s.id()).equals(subscription))
              .findFirst()
              .orElseThrow(() -> missing("This topic has no such subscription."));
      messages.load(MessageSource.subscription(chosen.id()), cursor);
    }
  }

  /** Whether the page shows this tab; the first has no name. */
  public boolean isOn(String which) {
    return which.isEmpty() ? tab == null : which.equals(tab);
  }

  /** Who has a message, in words; empty where that is not known here. */
  public String holder(MessageView message) {
    if (!"ACQUIRED".equals(message.state())) {
      return "";
    }
    if (holders == null) {
      holders = new HashMap<>();
      for (ConsumerView each :
          LocalNode.require().clients().consumers(Faces.caller(), kind(), name)) {
        each.messages().forEach(m -> holders.put(m.id(), "to " + ClientsPage.who(each)));
      }
    }
    return holders.getOrDefault(message.id(), "");
  }

  /** Its whole name with its kind, for an address. */
  public String getEncoded() {
    return Faces.encode(type + "://" + name);
  }

  /** The address of a tab. */
  public String tabAddress(String which) {
    return getAddress() + (which.isEmpty() ? "" : "&tab=" + which);
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

  /** Where the API has the list of messages as a file, filtered as it is shown. */
  public String getExportAddress() {
    return "api/v1/" + messagesPath("/export");
  }

  /** Where the API has how many messages match the filter. */
  public String getCountPath() {
    return messagesPath("/count");
  }

  private String messagesPath(String what) {
    MessageSource source =
        isQueue()
            ? MessageSource.queue(name)
            : MessageSource.subscription(Long.parseLong(subscription));
    return MessageList.path(source) + what + messages.getQuery().replaceFirst("&", "?");
  }

  /** How many messages there are in the list when nothing is filtered by. */
  public long getKept() {
    return isQueue() ? view.messages() : chosen.messages();
  }

  /** Where the API has the numbers of its charts. */
  public String getHistoryPath() {
    return "destinations/" + type + "/" + Faces.encode(name).replace("+", "%20") + "/history";
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

  /** When the oldest message was stored that waits, or 0. */
  public long getOldest() {
    return view == null ? 0 : LocalNode.require().oldestMessage(Faces.caller(), kind(), name);
  }

  /** How many of its settings are not as for all destinations, in words. */
  public String getSettings() {
    if (view == null) {
      return "";
    }
    List<EditableSetting> items =
        LocalNode.require()
            .runtimeSettings()
            .settings(Faces.caller(), new SettingScope(kind(), name))
            .items();
    long own = items.stream().filter(setting -> setting.own() != null).count();
    long matched = items.stream().filter(EditableSetting::ofPattern).count();
    List<String> words = new ArrayList<>();
    if (own > 0) {
      words.add(own + " of its own");
    }
    if (matched > 0) {
      words.add(matched + " by pattern");
    }
    return words.isEmpty() ? "as for all" : String.join(", ", words);
  }

  /** Who consumes from it, the first 200. */
  public List<ConsumerView> getConsumers() {
    return consumers == null ? List.of() : consumers.subList(0, Math.min(MOST, consumers.size()));
  }

  public int getAllConsumers() {
    return consumers.size();
  }

  /** Who sends to it, the latest 200. */
  public List<ProducerView> getProducers() {
    return producers == null ? List.of() : producers.subList(0, Math.min(MOST, producers.size()));
  }

  public int getAllProducers() {
    return producers.size();
  }

  /** Messages from it that were given up, and those it keeps of others, by reason. */
  public List<DeadLetters.Group> getGraves() {
    return graves;
  }

  /** What was done to it, or null on another tab. */
  public Page<AuditView> getAudit() {
    return audit;
  }

  public List<SubscriptionView> getSubscriptions() {
    return subscriptions;
  }

  /** The subscription whose messages are shown, or null. */
  public SubscriptionView getChosen() {
    return chosen;
  }

  /** Whether there is a list of messages: of the queue, or of the subscription chosen. */
  public boolean isListed() {
    return messages.getPage() != null;
  }

  /** This page's own address with the list as it is shown. */
  public String getListAddress() {
    return getAddress()
        + (subscription == null ? "" : "&subscription=" + Faces.encode(subscription))
        + messages.getQuery();
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

  public String getTab() {
    return tab;
  }

  public void setTab(String tab) {
    this.tab = tab == null || tab.isEmpty() ? null : tab;
  }

  public String getCursor() {
    return cursor;
  }

  public void setCursor(String cursor) {
    this.cursor = cursor;
  }
}
