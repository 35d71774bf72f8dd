package org.rowmq.management.service;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.rowmq.broker.Broker;
import org.rowmq.management.Caller;
import org.rowmq.management.EndpointView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.Role;
import org.rowmq.management.service.Guard.Command;

/** Message-driven beans: this node's as they are, others' as they said. Thread-safe. */
final class BeanDesk {
  private final Broker broker;
  private final Guard guard;
  private final Supplier<List<? extends ManagedEndpoint>> endpoints;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile List<EndpointView> told = List.of();

  BeanDesk(Broker broker, Guard guard, Supplier<List<? extends ManagedEndpoint>> endpoints) {
    this.broker = broker;
    this.guard = guard;
    this.endpoints = endpoints;
  }

  /** Of all nodes, by name. */
  List<EndpointView> all() {
    List<EndpointView> all = new ArrayList<>(own());
    NodeSnapshot.ofOthers(broker).forEach(other -> all.addAll(other.beans()));
    all.sort(Comparator.comparing(EndpointView::name).thenComparing(EndpointView::node));
    return all;
  }

  private List<EndpointView> own() {
    return endpoints.get().stream().map(this::view).toList();
  }

  private EndpointView view(ManagedEndpoint endpoint) {
    return endpoint.view().on(broker.store().info().nodeName(), true);
  }

  /**
   * Those of this node, as they were at the heartbeat before: a bean that is starting may keep
   * waiting who asks, and a heartbeat may not wait.
   */
  List<EndpointView> told() {
    if (asking.compareAndSet(false, true)) {
      try {
        broker.workers().execute(this::ask);
      } catch (RejectedExecutionException e) {
        asking.set(false); // the node is stopping
      }
    }
    return told;
  }

  private void ask() {
    try {
      told = own();
    } finally {
      asking.set(false);
    }
  }

  EndpointView pause(Caller caller, String name, boolean paused) {
    return guard.run(
        new Command(caller, Role.OPERATOR, paused ? "pause" : "resume", "endpoint", name),
        () -> {
          ManagedEndpoint endpoint = endpoint(name);
          if (paused) {
            endpoint.pause("paused by " + caller.name());
          } else {
            endpoint.resume();
          }
          return view(endpoint);
        },
        view -> 0);
  }

  private ManagedEndpoint endpoint(String name) {
    return endpoints.get().stream()
        .filter(endpoint -> endpoint.view().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ManagementException(
                    Kind.NOT_FOUND, "There is no message-driven bean " + name + " on this node."));
  }
}
