package org.rowmq.ra.engine;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.rowmq.broker.Broker;
import org.rowmq.client.ProviderVersion;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementRegistry;
import org.rowmq.management.ManagementService;
import org.rowmq.management.Role;
import org.rowmq.management.SettingView;
import org.rowmq.management.jmx.JmxFace;
import org.rowmq.management.service.ManagedEndpoint;
import org.rowmq.management.service.Management;
import org.rowmq.management.service.Warnings;
import org.rowmq.ra.AdapterConfiguration;
import org.rowmq.ra.AdapterSetting;

/** Shows the node to the console, from when it is open until it is closed. */
final class NodeManagement implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");

  private final ManagementService service;
  private final Optional<JmxFace> jmx;

  private NodeManagement(ManagementService service, Optional<JmxFace> jmx) {
    this.service = service;
    this.jmx = jmx;
  }

  private static Optional<JmxFace> jmx(ManagementService service, String role, ClassLoader server) {
    return role.equals("off")
        ? Optional.empty()
        : ServerMBeans.find(server)
            .map(
                mbeans ->
                    JmxFace.open(service, Role.valueOf(role.toUpperCase(Locale.ROOT)), mbeans));
  }

  /**
   * Makes the node known, with a first user where there is none. What goes wrong keeps no message
   * from its bean.
   *
   * @param server a loader of the server's own classes
   * @param warnings of this node's log; whoever listens ends it
   */
  static NodeManagement of(
      Broker broker,
      AdapterConfiguration configuration,
      ClassLoader server,
      Supplier<List<? extends ManagedEndpoint>> endpoints,
      Warnings warnings) {
    Management management =
        new Management(
            broker,
            ProviderVersion.FULL,
            endpoints,
            Duration.ofMillis(configuration.number(AdapterSetting.SIGN_IN_PENALTY)));
    management.warnedBy(warnings::latest);
    String configured =
        configuration.has(AdapterSetting.ADMIN_PASSWORD)
            ? configuration.text(AdapterSetting.ADMIN_PASSWORD)
            : null;
    try {
      Optional<String> madeUp = management.ensureAdministrator(configured);
      madeUp.ifPresent(
          password ->
              LOG.info(
                  "First sign-in to the console: user admin, password "
                      + password
                      + " (this is said once; set adminPassword to choose it)"));
    } catch (ManagementException e) {
      LOG.warning(
          "The console has no user yet: "
              + configuration.origin(AdapterSetting.ADMIN_PASSWORD)
              + " was not accepted: "
              + e.getMessage());
    }
    management.startedWith(
        Arrays.stream(AdapterSetting.values()).map(each -> view(configuration, each)).toList());
    ManagementRegistry.register(management);
    return new NodeManagement(
        management, jmx(management, configuration.text(AdapterSetting.JMX), server));
  }

  private static SettingView view(AdapterConfiguration configuration, AdapterSetting setting) {
    boolean set = configuration.has(setting);
    String value = set ? configuration.text(setting) : null;
    if (set && setting.type() == AdapterSetting.Type.SECRET) {
      value = Secrets.HIDDEN;
    } else if (set && setting == AdapterSetting.JDBC_URL) {
      value = Secrets.hideInUrls(value);
    }
    return new SettingView(
        setting.property(), value, configuration.origin(setting), setting.defaultText());
  }

  @Override
  public void close() {
    jmx.ifPresent(JmxFace::close);
    ManagementRegistry.unregister(service);
  }
}
