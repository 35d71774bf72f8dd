package org.rowmq.store.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * The tables as entities: plain fields, ids assigned by us, no associations. {@code docs/schema.md}
 * says what each column means. {@link PrefixedNames} puts the configured prefix in front of the
 * table names.
 */
final class Entities {
  static final List<Class<?>> ALL =
      List.of(
          DestinationEntity.class,
          SubscriptionEntity.class,
          MessageEntity.class,
          ContentEntity.class,
          NodeEntity.class,
          ClientEntity.class,
          BranchEntity.class,
          BranchRowEntity.class,
          DeadLetterEntity.class,
          DepthEntity.class,
          TombstoneEntity.class,
          AuditEntity.class,
          ConsoleUserEntity.class,
          SettingEntity.class,
          HistoryEntity.class,
          HistoryCallEntity.class);

  private Entities() {}

  @Entity(name = "Destination")
  @Table(name = "destination")
  static class DestinationEntity {
    @Id long id;
    short kind;
    String name;
    long owner;

    @Column(name = "consumption_paused")
    boolean consumptionPaused;

    @Column(name = "production_paused")
    boolean productionPaused;

    long version;

    @Column(name = "created_at")
    long createdAt;

    @Column(name = "deleting_at")
    long deletingAt;
  }

  @Entity(name = "Subscription")
  @Table(name = "subscription")
  static class SubscriptionEntity {
    @Id long id;

    @Column(name = "topic_id")
    long topicId;

    @Column(name = "unique_name")
    String uniqueName;

    @Column(name = "client_id")
    String clientId;

    String name;
    boolean durable;
    boolean shared;

    @Column(name = "no_local")
    boolean noLocal;

    String selector;
    long owner;
    long consumer;

    @Column(name = "created_at")
    long createdAt;

    @Column(name = "left_at")
    long leftAt;
  }

  @Entity(name = "Message")
  @Table(name = "message")
  static class MessageEntity {
    @Id long id;

    @Column(name = "mailbox_id")
    long mailboxId;

    short state;
    short turn;
    long owner;

    @Column(name = "wake_at")
    Long wakeAt;

    @Column(name = "delivery_count")
    int deliveryCount;

    @Column(name = "failure_count")
    int failureCount;

    @Column(name = "message_id")
    long messageId;

    boolean persistent;

    @Column(name = "sent_at")
    long sentAt;

    @Column(name = "deliver_at")
    long deliverAt;

    @Column(name = "expires_at")
    long expiresAt;

    @Column(name = "correlation_id")
    String correlationId;

    @Column(name = "jms_type")
    String jmsType;

    @Column(name = "body_type")
    short bodyType;

    @Column(name = "body_length")
    int bodyLength;

    @Column(name = "content_id")
    long contentId;

    @Column(name = "content_headers")
    int contentHeaders;

    byte[] headers;
    byte[] body;
  }

  @Entity(name = "Content")
  @Table(name = "content")
  @IdClass(ContentEntity.Key.class)
  static class ContentEntity {
    @Id long id;
    @Id int part;

    @Column(name = "first_row")
    long firstRow;

    @Column(name = "last_row")
    long lastRow;

    byte[] data;

    /** A part of a body. */
    static class Key implements Serializable {
      long id;
      int part;

      @Override
      public boolean equals(Object other) {
        return other instanceof Key key && key.id == id && key.part == part;
      }

      @Override
      public int hashCode() {
        return Objects.hash(id, part);
      }
    }
  }

  @Entity(name = "Node")
  @Table(name = "node")
  static class NodeEntity {
    static final short LIVING = 0;
    static final short DEAD = 1;
    static final short BURIED = 2;

    @Id String name;
    int number;
    long incarnation;
    short state;
    String host;

    @Column(name = "boot_id")
    String bootId;

    long pid;

    @Column(name = "process_started")
    long processStarted;

    @Column(name = "started_at")
    long startedAt;

    @Column(name = "heartbeat_at")
    long heartbeatAt;

    @Column(name = "id_floor")
    long idFloor;

    String snapshot;
  }

  @Entity(name = "Client")
  @Table(name = "client")
  static class ClientEntity {
    @Id
    @Column(name = "client_id")
    String clientId;

    long owner;
  }

  @Entity(name = "Branch")
  @Table(name = "branch")
  static class BranchEntity {
    @Id long id;

    @Column(name = "format_id")
    int formatId;

    @Column(name = "global_id")
    byte[] globalId;

    @Column(name = "branch_qualifier")
    byte[] branchQualifier;

    @Column(name = "prepared_at")
    long preparedAt;

    @Column(name = "node_name")
    String nodeName;

    int sent;
    int consumed;
  }

  @Entity(name = "BranchRow")
  @Table(name = "branch_row")
  static class BranchRowEntity {
    @Id
    @Column(name = "row_id")
    long rowId;

    @Column(name = "branch_id")
    long branchId;

    boolean consumed;
  }

  @Entity(name = "DeadLetter")
  @Table(name = "dead_letter")
  static class DeadLetterEntity {
    @Id long id;

    @Column(name = "died_at")
    long diedAt;

    @Column(name = "origin_mailbox")
    long originMailbox;

    String origin;
    String reason;

    @Column(name = "exception_class")
    String exceptionClass;

    @Column(name = "exception_message")
    String exceptionMessage;

    @Column(name = "stack_trace")
    String stackTrace;

    String history;
  }

  @Entity(name = "Depth")
  @Table(name = "depth")
  static class DepthEntity {
    @Id
    @Column(name = "mailbox_id")
    long mailboxId;

    long messages;
    long scheduled;
    long prepared;
    long dead;
  }

  @Entity(name = "Tombstone")
  @Table(name = "tombstone")
  static class TombstoneEntity {
    @Id
    @Column(name = "mailbox_id")
    long mailboxId;

    @Column(name = "deleted_at")
    long deletedAt;
  }

  @Entity(name = "Audit")
  @Table(name = "audit")
  static class AuditEntity {
    @Id long id;

    @Column(name = "done_at")
    long doneAt;

    @Column(name = "user_name")
    String userName;

    @Column(name = "user_role")
    String userRole;

    String address;
    String action;

    @Column(name = "target_type")
    String targetType;

    String target;

    @Column(name = "message_count")
    long messageCount;

    String parameters;
    String outcome;
    String error;

    @Column(name = "request_id")
    String requestId;
  }

  @Entity(name = "ConsoleUser")
  @Table(name = "console_user")
  static class ConsoleUserEntity {
    @Id String name;

    @Column(name = "password_hash")
    String passwordHash;

    String role;
    boolean enabled;

    @Column(name = "changed_at")
    long changedAt;
  }

  @Entity(name = "Setting")
  @Table(name = "setting")
  @IdClass(SettingEntity.Key.class)
  static class SettingEntity {
    @Id
    @Column(name = "destination_id")
    long destinationId;

    @Id String name;
    String content;

    @Column(name = "changed_at")
    long changedAt;

    @Column(name = "changed_by")
    String changedBy;

    /** A setting of one destination, or of all. */
    static class Key implements Serializable {
      long destinationId;
      String name;

      @Override
      public boolean equals(Object other) {
        return other instanceof Key key
            && key.destinationId == destinationId
            && key.name.equals(name);
      }

      @Override
      public int hashCode() {
        return Objects.hash(destinationId, name);
      }
    }
  }

  @Entity(name = "History")
  @Table(name = "history")
  @IdClass(HistoryEntity.Key.class)
  static class HistoryEntity {
    @Id int seconds;

    @Id
    @Column(name = "ended_at")
    long endedAt;

    @Id
    @Column(name = "node_name")
    String nodeName;

    @Id
    @Column(name = "mailbox_id")
    long mailboxId;

    long messages;
    long arrived;
    long departed;
    long waited;

    @Column(name = "wait_median")
    long waitMedian;

    @Column(name = "wait_high")
    long waitHigh;

    /** Null in points of versions that did not count them. */
    Long dead;

    /** A point of one mailbox, on one node. */
    static class Key implements Serializable {
      int seconds;
      long endedAt;
      String nodeName;
      long mailboxId;

      @Override
      public boolean equals(Object other) {
        return other instanceof Key key
            && key.seconds == seconds
            && key.endedAt == endedAt
            && key.nodeName.equals(nodeName)
            && key.mailboxId == mailboxId;
      }

      @Override
      public int hashCode() {
        return Objects.hash(seconds, endedAt, nodeName, mailboxId);
      }
    }
  }

  @Entity(name = "HistoryCall")
  @Table(name = "history_call")
  @IdClass(HistoryCallEntity.Key.class)
  static class HistoryCallEntity {
    @Id int seconds;

    @Id
    @Column(name = "ended_at")
    long endedAt;

    @Id
    @Column(name = "node_name")
    String nodeName;

    @Id String operation;

    long calls;

    @Column(name = "median_micros")
    long medianMicros;

    @Column(name = "high_micros")
    long highMicros;

    /** Calls for one thing, on one node. */
    static class Key implements Serializable {
      int seconds;
      long endedAt;
      String nodeName;
      String operation;

      @Override
      public boolean equals(Object other) {
        return other instanceof Key key
            && key.seconds == seconds
            && key.endedAt == endedAt
            && key.nodeName.equals(nodeName)
            && key.operation.equals(operation);
      }

      @Override
      public int hashCode() {
        return Objects.hash(seconds, endedAt, nodeName, operation);
      }
    }
  }
}
