package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.stream.Stream;
import org.rowmq.console.LocalNode;
import org.rowmq.management.ConnectionView;
import org.rowmq.management.ConsumerView;
import org.rowmq.management.EndpointView;
import org.rowmq.management.SessionView;

/** Message-driven beans, consumers with what they hold, and connections. */
@Named("clients")
@RequestScoped
public class ClientsPage {
  /** More than this nobody reads; the filter finds the others. */
  private static final int MOST = 200;

  @Inject private Notice notice;

  private String filter;
  private List<EndpointView> beans;
  private List<ConsumerView> consumers;
  private List<ConnectionView> connections;
  private List<SessionView> sessions;
  private int found;

  public List<EndpointView> getBeans() {
    if (beans == null) {
      List<EndpointView> all = LocalNode.require().endpoints(Faces.caller());
      beans = all.subList(0, Math.min(MOST, all.size()));
    }
    return beans;
  }

  /** Those that match, who hold messages longest first; 200 at most. */
  public List<ConsumerView> getConsumers() {
    if (consumers == null) {
      List<ConsumerView> all =
          LocalNode.require().clients().consumers(Faces.caller()).stream()
              .filter(each -> filter == null || describe(each).contains(filter))
              .toList();
      found = all.size();
      consumers = all.subList(0, Math.min(MOST, all.size()));
    }
    return consumers;
  }

  private static String describe(ConsumerView c) {
    return String.join(" ", who(c), c.destination(), String.valueOf(c.user()), c.node());
  }

  /** How many consumers match. */
  public int getFound() {
    getConsumers();
    return found;
  }

  public List<ConnectionView> getConnections() {
    if (connections == null) {
      List<ConnectionView> all = LocalNode.require().clients().connections(Faces.caller());
      connections = all.subList(0, Math.min(MOST, all.size()));
    }
    return connections;
  }

  /** What its open sessions have sent. */
  public long sent(ConnectionView c) {
    return sessionsOf(c).mapToLong(SessionView::sent).sum();
  }

  /** What its open sessions have been given. */
  public long received(ConnectionView c) {
    return sessionsOf(c).mapToLong(SessionView::received).sum();
  }

  private Stream<SessionView> sessionsOf(ConnectionView c) {
    return sessions().stream()
        .filter(each -> each.connection() == c.id() && each.node().equals(c.node()));
  }

  /** 200 at most. */
  public List<SessionView> getSessions() {
    List<SessionView> all = sessions();
    return all.subList(0, Math.min(MOST, all.size()));
  }

  /** How many there are. */
  public int getAllSessions() {
    return sessions().size();
  }

  private List<SessionView> sessions() {
    if (sessions == null) {
      sessions = LocalNode.require().clients().sessions(Faces.caller());
    }
    return sessions;
  }

  /** Who a consumer is, in words. */
  public static String who(ConsumerView c) {
    return switch (c.kind()) {
      case "BEAN" -> c.name();
      case "CONNECTION" ->
          "Connection " + c.connection() + (c.name() == null ? "" : " (" + c.name() + ")");
      default -> "The node itself";
    };
  }

  /** As {@link #who}, for a page. */
  public String called(ConsumerView c) {
    return who(c);
  }

  /** Since when it has had its longest held message. */
  public long heldSince(ConsumerView c) {
    return c.messages().get(0).since();
  }

  /** Which colour a bean's state has. */
  public String level(String state) {
    return switch (state) {
      case "OPEN" -> "good";
      case "PAUSED", "WAITING" -> "warn";
      default -> "";
    };
  }

  public void pause(String bean) {
    set(bean, true);
  }

  public void resume(String bean) {
    set(bean, false);
  }

  private void set(String bean, boolean paused) {
    LocalNode.require().pauseEndpoint(Faces.caller(), bean, paused);
    notice.set((paused ? "Paused " : "Resumed ") + bean + " on this node.");
    Faces.redirect("clients.xhtml");
  }

  /** Closes a connection of this node. */
  public void close(String id) {
    LocalNode.require().clients().close(Faces.caller(), Long.parseLong(id));
    notice.set("Connection " + id + " is being closed; what its consumers have goes to others.");
    Faces.redirect("clients.xhtml");
  }

  public String getFilter() {
    return filter;
  }

  public void setFilter(String filter) {
    this.filter = filter == null || filter.isBlank() ? null : filter.strip();
  }
}
