package org.rowmq.management.jmx;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.openmbean.CompositeData;
import org.rowmq.DestinationKind;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.Caller;
import org.rowmq.management.EditableSetting;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementService;
import org.rowmq.management.OpenMetrics;
import org.rowmq.management.SettingScope;
import org.rowmq.management.SettingsView;

/**
 * The MBeans of the node, its subscriptions and prepared transactions, and what all MBeans share:
 * each operation is one call of the management service. Thread-safe.
 */
final class Beans {
  private Beans() {}

  static String orNull(String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  static ManagementException invalid(String field, String message, Exception cause) {
    return new ManagementException(ManagementException.Kind.INVALID, message, field, cause);
  }

  static DestinationKind kind(String type) {
    for (DestinationKind kind : DestinationKind.values()) {
      if (kind.scheme().equals(type)) {
        return kind;
      }
    }
    throw invalid("type", "The type is queue or topic, not " + type + ".", null);
  }

  static CompositeData[] settings(ManagementService service, Caller caller, SettingScope scope) {
    return OpenData.list(service.runtimeSettings().settings(caller, scope).items());
  }

  /** Sets one setting, or takes it back where the value is null; the others stay. */
  static void change(
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

  /** Sets the last change of a scope's settings back, if they are still those of the preview. */
  static void undo(ManagementService service, Caller caller, SettingScope scope, String version) {
    Map<String, String> before = service.runtimeSettings().undo(caller, scope).values();
    service.runtimeSettings().change(caller, scope, before, orNull(version));
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
    public CompositeData previewUndo() {
      return OpenData.of(UndoPreview.of(service.runtimeSettings(), caller.get(), SettingScope.ALL));
    }

    @Override
    public void undoSettings(String version) {
      undo(service, caller.get(), SettingScope.ALL, version);
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
