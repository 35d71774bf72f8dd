package org.rowmq.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.rowmq.DestinationKind;
import org.rowmq.broker.BrokerException.Reason;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.SettingStore;
import org.rowmq.store.SettingStore.SettingChange;
import org.rowmq.store.SettingStore.SettingRow;

/**
 * The settings in force: those of the configuration, over these what was set at run time for all
 * destinations, over these what was set for patterns of names, the most specific pattern last, and
 * over these what was set for a single one. Whoever asks reads an immutable snapshot; a new one is
 * made when this node changes a setting, and with each heartbeat where other nodes may have changed
 * one. Thread-safe.
 */
public final class Policies {
  private static final Logger LOG = System.getLogger(Policies.class.getName());
  private static final String AUDIT_RETENTION_DAYS = "180";
  private static final int MOST_KNOWN = 20_000;

  private final SettingStore store;
  private final Catalog catalog;
  private final Depths depths;
  private final Map<RuntimeSetting, String> configured;
  private final AtomicReference<Snapshot> snapshot = new AtomicReference<>();

  /**
   * What holds at one moment.
   *
   * @param rows as they are stored
   * @param all texts of what holds where nothing else is set
   * @param byPattern texts of patterns, the least specific first
   * @param single texts of single destinations, by id
   * @param known what was put together of these, by destination
   */
  private record Snapshot(
      List<SettingRow> rows,
      DestinationPolicy standard,
      Map<RuntimeSetting, String> all,
      List<Map.Entry<SettingPattern, Map<RuntimeSetting, String>>> byPattern,
      Map<Long, Map<RuntimeSetting, String>> single,
      Map<Long, DestinationPolicy> known,
      List<RedeliveryPolicy> deadLettersOfPatterns,
      Set<String> deadLetterQueues,
      boolean autoCreate,
      Duration auditRetention,
      MaskedNames maskedProperties) {
    DestinationPolicy of(DestinationRow destination) {
      if (single.isEmpty() && byPattern.isEmpty()) {
        return standard;
      }
      DestinationPolicy present = known.get(destination.id());
      if (present != null) {
        return present;
      }
      if (known.size() >= MOST_KNOWN) {
        known.clear(); // temporary destinations come and go
      }
      return known.computeIfAbsent(destination.id(), id -> together(destination));
    }

    private DestinationPolicy together(DestinationRow destination) {
      Map<RuntimeSetting, String> own = new HashMap<>();
      byPattern.stream()
          .filter(each -> each.getKey().matches(destination))
          .forEach(each -> own.putAll(each.getValue()));
      own.putAll(single.getOrDefault(destination.id(), Map.of()));
      return own.isEmpty() ? standard : policy(over(all, own));
    }
  }

  Policies(SettingStore store, Catalog catalog, Depths depths, BrokerConfig config) {
    this.store = store;
    this.catalog = catalog;
    this.depths = depths;
    this.configured = configured(config);
    refresh();
  }

  private static Map<RuntimeSetting, String> configured(BrokerConfig config) {
    RedeliveryPolicy redelivery = config.redelivery();
    Map<RuntimeSetting, String> texts = new HashMap<>();
    texts.put(
        RuntimeSetting.MAX_DELIVERY_ATTEMPTS, Integer.toString(redelivery.maxDeliveryAttempts()));
    texts.put(
        RuntimeSetting.REDELIVERY_DELAY, Long.toString(redelivery.redeliveryDelay().toMillis()));
    texts.put(
        RuntimeSetting.REDELIVERY_MULTIPLIER, Double.toString(redelivery.redeliveryMultiplier()));
    texts.put(
        RuntimeSetting.MAX_REDELIVERY_DELAY,
        Long.toString(redelivery.maxRedeliveryDelay().toMillis()));
    texts.put(RuntimeSetting.REDELIVERY_JITTER, Double.toString(redelivery.redeliveryJitter()));
    texts.put(RuntimeSetting.DEAD_LETTER_DESTINATION, redelivery.deadLetterDestination());
    texts.put(RuntimeSetting.EXPIRY_DESTINATION, redelivery.expiryDestination());
    texts.put(RuntimeSetting.MAX_TIME_TO_LIVE, "0");
    texts.put(RuntimeSetting.MAX_MESSAGES, "0");
    texts.put(RuntimeSetting.MAX_MESSAGE_BYTES, "0");
    texts.put(RuntimeSetting.DEAD_LETTER_RETENTION, "0");
    texts.put(
        RuntimeSetting.AUTO_CREATE_DESTINATIONS, Boolean.toString(config.autoCreateDestinations()));
    texts.put(RuntimeSetting.AUDIT_RETENTION, AUDIT_RETENTION_DAYS);
    texts.put(RuntimeSetting.MASKED_PROPERTIES, MaskedNames.STANDARD);
    return Map.copyOf(texts);
  }

  /**
   * Reads what other nodes have changed; once more when somebody else has done so meanwhile, or
   * what was read before a change would put back what was there.
   */
  void refresh() {
    Snapshot before;
    List<SettingRow> rows;
    do {
      before = snapshot.get();
      rows = store.settings();
      if (before != null && Set.copyOf(rows).equals(Set.copyOf(before.rows()))) {
        return;
      }
    } while (!snapshot.compareAndSet(before, made(rows)));
  }

  private Snapshot made(List<SettingRow> rows) {
    Map<RuntimeSetting, String> all = over(configured, texts(rows, SettingStore.ALL));
    Map<Long, Map<RuntimeSetting, String>> single = new HashMap<>();
    Set<String> deadLetterQueues = new HashSet<>();
    Map<Long, DestinationRow> destinations = new HashMap<>();
    catalog.all().forEach(row -> destinations.put(row.id(), row));
    for (long id : rows.stream().map(SettingRow::destinationId).collect(Collectors.toSet())) {
      if (id <= SettingStore.ALL) {
        continue; // for all, or of a pattern
      }
      Map<RuntimeSetting, String> own = texts(rows, id);
      single.put(id, own);
      DestinationRow destination = destinations.get(id);
      if (destination != null && own.containsKey(RuntimeSetting.DEAD_LETTER_DESTINATION)) {
        deadLetterQueues.add(
            policy(over(all, own)).redelivery().deadLetterQueueOf(destination.name()));
      }
    }
    List<Map.Entry<SettingPattern, Map<RuntimeSetting, String>>> byPattern =
        patterns(rows).stream().map(each -> Map.entry(each, texts(rows, each.id()))).toList();
    return new Snapshot(
        List.copyOf(rows),
        policy(all),
        all,
        byPattern,
        single,
        new ConcurrentHashMap<>(),
        byPattern.stream()
            .map(Map.Entry::getValue)
            .filter(own -> own.containsKey(RuntimeSetting.DEAD_LETTER_DESTINATION))
            .map(own -> policy(over(all, own)).redelivery())
            .toList(),
        Set.copyOf(deadLetterQueues),
        Boolean.parseBoolean(all.get(RuntimeSetting.AUTO_CREATE_DESTINATIONS)),
        Duration.ofDays(Long.parseLong(all.get(RuntimeSetting.AUDIT_RETENTION))),
        MaskedNames.of(all.get(RuntimeSetting.MASKED_PROPERTIES)));
  }

  /** The patterns that have settings, the least specific first. */
  public static List<SettingPattern> patterns(List<SettingRow> rows) {
    return rows.stream()
        .filter(row -> row.destinationId() < SettingStore.ALL)
        .filter(row -> row.name().equals(SettingPattern.NAME))
        .flatMap(row -> SettingPattern.ofAddress(row.value()).stream())
        .sorted(SettingPattern.LEAST_SPECIFIC_FIRST)
        .toList();
  }

  private static Map<RuntimeSetting, String> over(
      Map<RuntimeSetting, String> below, Map<RuntimeSetting, String> own) {
    Map<RuntimeSetting, String> together = new HashMap<>(below);
    together.putAll(own);
    return together;
  }

  /** Those that this version knows and can read; a newer one may have written others. */
  private static Map<RuntimeSetting, String> texts(List<SettingRow> rows, long destinationId) {
    Map<RuntimeSetting, String> texts = new HashMap<>();
    for (SettingRow row : rows) {
      if (row.destinationId() != destinationId) {
        continue;
      }
      Optional<RuntimeSetting> setting = RuntimeSetting.of(row.name());
      try {
        setting.ifPresent(known -> texts.put(known, known.canonical(row.value())));
      } catch (IllegalArgumentException e) {
        LOG.log(
            Level.WARNING,
            "Setting {0} is \"{1}\" in the table of settings, which this version does not"
                + " understand; it is as if it were not set: {2}",
            row.name(),
            row.value(),
            e.getMessage());
      }
    }
    return texts;
  }

  private static DestinationPolicy policy(Map<RuntimeSetting, String> texts) {
    return new DestinationPolicy(
        new RedeliveryPolicy(
            Integer.parseInt(texts.get(RuntimeSetting.MAX_DELIVERY_ATTEMPTS)),
            Duration.ofMillis(number(texts, RuntimeSetting.REDELIVERY_DELAY)),
            Double.parseDouble(texts.get(RuntimeSetting.REDELIVERY_MULTIPLIER)),
            Duration.ofMillis(number(texts, RuntimeSetting.MAX_REDELIVERY_DELAY)),
            Double.parseDouble(texts.get(RuntimeSetting.REDELIVERY_JITTER)),
            texts.get(RuntimeSetting.DEAD_LETTER_DESTINATION),
            texts.get(RuntimeSetting.EXPIRY_DESTINATION)),
        number(texts, RuntimeSetting.MAX_TIME_TO_LIVE),
        number(texts, RuntimeSetting.MAX_MESSAGES),
        number(texts, RuntimeSetting.MAX_MESSAGE_BYTES),
        Duration.ofDays(number(texts, RuntimeSetting.DEAD_LETTER_RETENTION)));
  }

  private static long number(Map<RuntimeSetting, String> texts, RuntimeSetting setting) {
    return Long.parseLong(texts.get(setting));
  }

  /** What holds for all destinations for which nothing else is set. */
  public DestinationPolicy standard() {
    return snapshot.get().standard();
  }

  /** What holds for a destination. */
  public DestinationPolicy of(DestinationRow destination) {
    return snapshot.get().of(destination);
  }

  /** Whether a queue of this name takes dead letters, of all destinations or of some. */
  public boolean isDeadLetterQueue(String queue) {
    Snapshot now = snapshot.get();
    return now.standard().redelivery().isDeadLetterQueue(queue)
        || now.deadLettersOfPatterns().stream().anyMatch(each -> each.isDeadLetterQueue(queue))
        || now.deadLetterQueues().contains(queue);
  }

  /** Whether there is any destination in which dead letters grow too old. */
  boolean removesDeadLetters() {
    return rows().stream()
        .anyMatch(row -> row.name().equals(RuntimeSetting.DEAD_LETTER_RETENTION.key()));
  }

  boolean autoCreate() {
    return snapshot.get().autoCreate();
  }

  /** How long entries of the audit trail are kept. */
  Duration auditRetention() {
    return snapshot.get().auditRetention();
  }

  /** Whose values are shown to nobody in passing. */
  public MaskedNames maskedProperties() {
    return snapshot.get().maskedProperties();
  }

  /** What was set at run time, as this node knows it. */
  public List<SettingRow> rows() {
    return snapshot.get().rows();
  }

  /** What was set at run time, as it is in the database now; in force on this node from now on. */
  public List<SettingRow> present() {
    refresh();
    return rows();
  }

  /** What the configuration of this node says, or the default. */
  public String configured(RuntimeSetting setting) {
    return configured.get(setting);
  }

  /**
   * Changes settings of destinations, of patterns, or of {@link SettingStore#ALL}, all or none; in
   * force on this node when it returns, and on others with their next heartbeat.
   *
   * @param changes by the id of whose settings they are
   * @param audit what is told of it, at least one row
   * @throws org.rowmq.store.SettingChangedException when somebody else was faster
   */
  public void change(Map<Long, List<SettingChange>> changes, String by, List<AuditRow> audit) {
    store.change(changes, audit.get(0).at(), by, audit);
    refresh();
  }

  /** The same of one destination, and whether it is paused. */
  void change(
      DestinationRow seen,
      DestinationRow wanted,
      List<SettingChange> changes,
      String by,
      AuditRow audit) {
    store.change(seen, wanted, changes, audit.at(), by, audit);
    refresh();
  }

  /**
   * Refuses what a destination does not take.
   *
   * @param before messages of the same work for destinations with a limit, to be added to
   */
  void check(Outgoing outgoing, Map<Long, Long> before) {
    DestinationRow destination = outgoing.destination();
    DestinationPolicy policy = of(destination);
    int bytes = outgoing.envelope().size();
    if (policy.maxMessageBytes() > 0 && bytes > policy.maxMessageBytes()) {
      throw new BrokerException(
          Reason.TOO_LARGE,
          "A message of "
              + bytes
              + " bytes is more than "
              + name(destination)
              + " takes: its setting maxMessageBytes is "
              + policy.maxMessageBytes());
    }
    if (policy.maxMessages() > 0 && destination.kind() == DestinationKind.QUEUE) {
      long others = before.merge(destination.id(), 1L, Long::sum) - 1;
      if (depths.of(destination.id()) + others >= policy.maxMessages()) {
        throw new BrokerException(
            Reason.FULL,
            name(destination)
                + " is full: it has "
                + policy.maxMessages()
                + " messages or more, which its setting maxMessages allows; consume or purge"
                + " some, or change the setting in the console");
      }
    }
  }

  private static String name(DestinationRow destination) {
    return destination.kind().scheme() + "://" + destination.name();
  }
}
