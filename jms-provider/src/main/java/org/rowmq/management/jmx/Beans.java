package org.rowmq.management.jmx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.management.openmbean.CompositeData;
import org.rowmq.DestinationKind;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.Caller;
import org.rowmq.management.EditableSetting;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementService;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessageSource;
import org.rowmq.management.NewMessage;
import org.rowmq.management.OpenMetrics;
import org.rowmq.management.SettingScope;
import org.rowmq.management.SettingsView;

/** The MBeans: each operation is one call of the management service. Thread-safe. */
final class Beans {
  private static final char SUBSCRIPTION = '#';

  private Beans() {}

  private static String orNull(String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static ManagementException invalid(String field, String message, Exception cause) {
    return new ManagementException(ManagementException.Kind.INVALID, message, field, cause);
  }

  private static DestinationKind kind(String type) {
    for (DestinationKind kind : DestinationKind.values()) {
      if (kind.scheme().equals(type)) {
        return kind;
      }
    }
    throw invalid("type", "The type is queue or topic, not " + type + ".", null);
  }

  private static CompositeData[] settings(
      ManagementService service, Caller caller, SettingScope scope) {
    return OpenData.list(service.runtimeSettings().settings(caller, scope).items());
  }

  /** Sets one setting, or takes it back where the value is null; the others stay. */
  private static void change(
      ManagementService service, Caller caller, SettingScope scope, String name, String value) {
    SettingsView present = service.runtimeSettings().settings(caller, scope);
    Map<String, String> own = new HashMap<>();
    for (EditableSetting each : present.items()) {
      if (each.own() != null) {
        own.put(each.name(), each.own());
      }
    }
    if (value == null) {
      own.remove(name);
    } else {
      own.put(name, value);
    }
    service.runtimeSettings().change(caller, scope, own, present.version());
  }

  /** The node. */
  record Node(ManagementService service, Supplier<Caller> caller) implements NodeMBean {
    @Override
    public String getName() {
      return service.nodeName();
    }

    @Override
    public boolean isLive() {
      return service.health().live();
    }

    @Override
    public boolean isReady() {
      return service.health().ready();
    }

    @Override
    public CompositeData[] getChecks() {
      return OpenData.list(service.health().checks());
    }

    @Override
    public CompositeData[] getNodes() {
      return OpenData.list(service.nodes(caller.get()));
    }

    @Override
    public CompositeData node(String name) {
      return OpenData.of(service.node(caller.get(), name));
    }

    @Override
    public CompositeData getStorage() {
      return OpenData.of(service.node(caller.get(), service.nodeName()).storage());
    }

    @Override
    public CompositeData[] getAttention() {
      return OpenData.list(service.attention(caller.get()));
    }

    @Override
    public CompositeData[] getEndpoints() {
      return OpenData.list(service.endpoints(caller.get()));
    }

    @Override
    public CompositeData[] getConsumers() {
      return OpenData.list(service.clients().consumers(caller.get()));
    }

    @Override
    public CompositeData[] getConnections() {
      return OpenData.list(service.clients().connections(caller.get()));
    }

    @Override
    public CompositeData[] getSessions() {
      return OpenData.list(service.clients().sessions(caller.get()));
    }

    @Override
    public CompositeData[] getProducers() {
      return OpenData.list(service.clients().producers(caller.get()));
    }

    @Override
    public CompositeData pauseEndpoint(String name) {
      return OpenData.of(service.pauseEndpoint(caller.get(), name, true));
    }

    @Override
    public CompositeData resumeEndpoint(String name) {
      return OpenData.of(service.pauseEndpoint(caller.get(), name, false));
    }

    @Override
    public CompositeData[] audit(int limit) {
      return OpenData.list(service.audit(caller.get(), AuditFilter.ALL, null, limit).items());
    }

    @Override
    public CompositeData[] settings() {
      return Beans.settings(service, caller.get(), SettingScope.ALL);
    }

    @Override
    public void changeSetting(String setting, String value) {
      change(service, caller.get(), SettingScope.ALL, setting, value);
    }

    @Override
    public void resetSetting(String setting) {
      change(service, caller.get(), SettingScope.ALL, setting, null);
    }

    @Override
    public String exportSettings() {
      return service.runtimeSettings().export(caller.get());
    }

    @Override
    public CompositeData previewImport(String document) {
      return OpenData.of(service.runtimeSettings().previewImport(caller.get(), document));
    }

    @Override
    public CompositeData importSettings(String document, String version) {
      return OpenData.of(
          service.runtimeSettings().importAll(caller.get(), document, orNull(version)));
    }

    @Override
    public String metrics() {
      return OpenMetrics.text(service.metrics(caller.get()));
    }
  }

  /** Queues and topics. */
  record Destinations(ManagementService service, Supplier<Caller> caller)
      implements DestinationsMBean {
    private CompositeData[] all(DestinationKind kind) {
      return OpenData.list(
          service.destinations(caller.get(), null).stream().filter(d -> d.kind() == kind).toList());
    }

    @Override
    public CompositeData[] getQueues() {
      return all(DestinationKind.QUEUE);
    }

    @Override
    public CompositeData[] getTopics() {
      return all(DestinationKind.TOPIC);
    }

    @Override
    public CompositeData[] list(String filter) {
      return OpenData.list(service.destinations(caller.get(), orNull(filter)));
    }

    @Override
    public CompositeData find(String type, String name) {
      return OpenData.of(service.destination(caller.get(), kind(type), name));
    }

    @Override
    public CompositeData create(String type, String name) {
      return OpenData.of(service.createDestination(caller.get(), kind(type), name));
    }

    @Override
    public CompositeData pause(String type, String name, boolean delivery, boolean sending) {
      return OpenData.of(service.pause(caller.get(), kind(type), name, delivery, sending));
    }

    @Override
    public CompositeData[] producers(String type, String name) {
      return OpenData.list(service.clients().producers(caller.get(), kind(type), name));
    }

    @Override
    public CompositeData[] consumers(String type, String name) {
      return OpenData.list(service.clients().consumers(caller.get(), kind(type), name));
    }

    @Override
    public CompositeData[] audit(String type, String name, int limit) {
      AuditFilter filter = AuditFilter.ofDestination(kind(type).scheme() + "://" + name);
      return OpenData.list(service.audit(caller.get(), filter, null, limit).items());
    }

    @Override
    public CompositeData[] settings(String type, String name) {
      return Beans.settings(service, caller.get(), new SettingScope(kind(type), name));
    }

    @Override
    public void changeSetting(String type, String name, String setting, String value) {
      change(service, caller.get(), new SettingScope(kind(type), name), setting, value);
    }

    @Override
    public void resetSetting(String type, String name, String setting) {
      change(service, caller.get(), new SettingScope(kind(type), name), setting, null);
    }

    @Override
    public String[] patternSettings() {
      return service.runtimeSettings().patterns(caller.get()).stream()
          .map(
              each ->
                  each.kind().scheme()
                      + "://"
                      + each.pattern()
                      + " "
                      + new TreeMap<>(each.values()))
          .toArray(String[]::new);
    }

    @Override
    public void changePatternSetting(String type, String pattern, String setting, String value) {
      SettingScope scope = SettingScope.matching(kind(type), pattern);
      change(service, caller.get(), scope, setting, value);
    }

    @Override
    public void resetPatternSetting(String type, String pattern, String setting) {
      SettingScope scope = SettingScope.matching(kind(type), pattern);
      change(service, caller.get(), scope, setting, null);
    }

    @Override
    public CompositeData confirmPurge(String type, String name) {
      return OpenData.of(service.confirmPurge(caller.get(), kind(type), name));
    }

    @Override
    public long purge(String type, String name, String token, String typedName) {
      return service.purge(caller.get(), kind(type), name, orNull(token), orNull(typedName));
    }

    @Override
    public CompositeData confirmDelete(String type, String name) {
      return OpenData.of(service.confirmDelete(caller.get(), kind(type), name));
    }

    @Override
    public long delete(String type, String name, String token, String typedName) {
      return service.deleteDestination(
          caller.get(), kind(type), name, orNull(token), orNull(typedName));
    }
  }

  /** Messages. */
  record Messages(MessageManagement service, Supplier<Caller> caller) implements MessagesMBean {
    private static MessageSource source(String text) {
      if (text == null || text.isEmpty()) {
        throw invalid("source", "Give the name of a queue, or # and a subscription.", null);
      }
      if (text.charAt(0) != SUBSCRIPTION) {
        return MessageSource.queue(text);
      }
      try {
        return MessageSource.subscription(Long.parseLong(text.substring(1)));
      } catch (NumberFormatException e) {
        throw invalid("source", "After # comes the number of a subscription.", e);
      }
    }

    private static MessageFilter filter(String selector) {
      return orNull(selector) == null ? MessageFilter.ALL : MessageFilter.selecting(selector);
    }

    private static MessageCommand command(
        String action, String source, List<String> ids, MessageFilter filter, String target) {
      MessageCommand.Action known;
      try {
        known = MessageCommand.Action.valueOf(action);
      } catch (IllegalArgumentException e) {
        throw invalid("action", "The action is MOVE, COPY, DELETE or RETRY.", e);
      }
      String to = orNull(target);
      return new MessageCommand(
          known, source(source), ids, filter, to == null ? null : DestinationKind.QUEUE, to);
    }

    @Override
    public CompositeData browse(String source, String selector, String cursor, int limit) {
      return OpenData.of(
          service.browse(caller.get(), source(source), filter(selector), orNull(cursor), limit));
    }

    @Override
    public CompositeData find(String id) {
      return OpenData.of(service.message(caller.get(), id));
    }

    @Override
    public String reveal(String id, String property) {
      return service.reveal(caller.get(), id, property);
    }

    @Override
    public String sendText(String type, String name, String text) {
      return service.send(caller.get(), kind(type), name, NewMessage.text(text), null).get(0);
    }

    @Override
    public CompositeData confirm(String action, String source, String selector, String target) {
      return OpenData.of(
          service.confirm(caller.get(), command(action, source, null, filter(selector), target)));
    }

    @Override
    public CompositeData run(
        String action,
        String source,
        String selector,
        String target,
        String token,
        String typedName) {
      return OpenData.of(
          service.run(
              caller.get(),
              command(action, source, null, filter(selector), target),
              orNull(token),
              orNull(typedName)));
    }

    @Override
    public CompositeData runOne(
        String action, String source, String id, String target, String token) {
      return OpenData.of(
          service.run(
              caller.get(),
              command(action, source, List.of(id), null, target),
              orNull(token),
              null));
    }

    @Override
    public CompositeData confirmOne(String source, String id) {
      return OpenData.of(
          service.confirm(
              caller.get(),
              command(MessageCommand.Action.DELETE.name(), source, List.of(id), null, null)));
    }

    @Override
    public CompositeData[] getDeadLetters() {
      return OpenData.list(service.deadLetters(caller.get()).groups());
    }

    @Override
    public CompositeData[] getJobs() {
      return OpenData.list(service.jobs(caller.get()));
    }

    @Override
    public CompositeData cancelJob(String id) {
      return OpenData.of(service.cancel(caller.get(), id));
    }
  }

  /** Subscriptions. */
  record Subscriptions(ManagementService service, Supplier<Caller> caller)
      implements SubscriptionsMBean {
    @Override
    public CompositeData[] getSubscriptions() {
      return OpenData.list(service.subscriptions(caller.get()));
    }

    @Override
    public CompositeData create(
        String topic, String clientId, String name, boolean shared, String selector) {
      return OpenData.of(
          service.createSubscription(
              caller.get(), topic, orNull(clientId), name, shared, orNull(selector)));
    }

    @Override
    public CompositeData confirmDelete(long id) {
      return OpenData.of(service.confirmDeleteSubscription(caller.get(), id));
    }

    @Override
    public long delete(long id, String token, String typedName) {
      return service.deleteSubscription(caller.get(), id, orNull(token), orNull(typedName));
    }

    @Override
    public CompositeData confirmSelector(long id, String selector) {
      return OpenData.of(service.confirmSelector(caller.get(), id, orNull(selector)));
    }

    @Override
    public CompositeData changeSelector(long id, String selector, String token, String typedName) {
      return OpenData.of(
          service.changeSelector(
              caller.get(), id, orNull(selector), orNull(token), orNull(typedName)));
    }
  }

  /** Prepared transactions. */
  record Transactions(ManagementService service, Supplier<Caller> caller)
      implements TransactionsMBean {
    @Override
    public CompositeData[] getPrepared() {
      return OpenData.list(service.preparedTransactions(caller.get()));
    }

    @Override
    public void commit(String xid, String reason) {
      service.resolveTransaction(caller.get(), xid, true, reason);
    }

    @Override
    public void rollback(String xid, String reason) {
      service.resolveTransaction(caller.get(), xid, false, reason);
    }
  }
}
