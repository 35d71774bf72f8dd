package org.rowmq.store.jpa;

import java.util.List;
import org.rowmq.store.HistoryStore;
import org.rowmq.store.jpa.Entities.HistoryCallEntity;
import org.rowmq.store.jpa.Entities.HistoryEntity;

/**
 * Points of charts. Their primary keys begin with length and time, which is how they are removed.
 */
final class JpaHistory implements HistoryStore {
  private final Calls calls;
  private final Database database;

  JpaHistory(Calls calls, Database database) {
    this.calls = calls;
    this.database = database;
  }

  @Override
  public void add(List<HistoryRow> rows, List<CallRow> callRows) {
    calls.run(
        () ->
            database.transaction(
                "keeping points of charts",
                tx -> {
                  rows.forEach(row -> tx.session().insert(entity(row)));
                  callRows.forEach(row -> tx.session().insert(entity(row)));
                  tx.flush();
                  return null;
                }));
  }

  @Override
  public List<HistoryRow> read(String nodeName, int seconds, long since) {
    return calls.call(
        () ->
            database.transaction(
                "reading points of charts",
                tx ->
                    tx
                        .session()
                        .createSelectionQuery(
                            "from History where seconds = :seconds and endedAt > :since and"
                                + " nodeName = :node order by endedAt",
                            HistoryEntity.class)
                        .setParameter("seconds", seconds)
                        .setParameter("since", since)
                        .setParameter("node", nodeName)
                        .getResultList()
                        .stream()
                        .map(JpaHistory::row)
                        .toList()));
  }

  @Override
  public List<CallRow> readCalls(String nodeName, int seconds, long since) {
    return calls.call(
        () ->
            database.transaction(
                "reading points of charts",
                tx ->
                    tx
                        .session()
                        .createSelectionQuery(
                            "from HistoryCall where seconds = :seconds and endedAt > :since and"
                                + " nodeName = :node order by endedAt, operation",
                            HistoryCallEntity.class)
                        .setParameter("seconds", seconds)
                        .setParameter("since", since)
                        .setParameter("node", nodeName)
                        .getResultList()
                        .stream()
                        .map(JpaHistory::row)
                        .toList()));
  }

  @Override
  public void forget(int seconds, long before) {
    calls.run(
        () ->
            database.transaction(
                "removing old points of charts",
                tx -> {
                  for (String table : List.of("history", "history_call")) {
                    tx.update(
                        "delete from "
                            + database.names().table(table)
                            + " where seconds = ? and ended_at < ?",
                        seconds,
                        before);
                  }
                  return null;
                }));
  }

  private static HistoryEntity entity(HistoryRow row) {
    HistoryEntity entity = new HistoryEntity();
    entity.nodeName = row.nodeName();
    entity.mailboxId = row.mailboxId();
    entity.seconds = row.seconds();
    entity.endedAt = row.endedAt();
    entity.messages = row.messages();
    entity.arrived = row.arrived();
    entity.departed = row.left();
    entity.waited = row.waited();
    entity.waitMedian = row.waitMedian();
    entity.waitHigh = row.waitHigh();
    entity.dead = row.dead() == HistoryRow.UNKNOWN ? null : row.dead();
    return entity;
  }

  private static HistoryCallEntity entity(CallRow row) {
    HistoryCallEntity entity = new HistoryCallEntity();
    entity.nodeName = row.nodeName();
    entity.seconds = row.seconds();
    entity.endedAt = row.endedAt();
    entity.operation = row.operation();
    entity.calls = row.calls();
    entity.medianMicros = row.median();
    entity.highMicros = row.high();
    return entity;
  }

  private static HistoryRow row(HistoryEntity row) {
    return new HistoryRow(
        row.nodeName,
        row.mailboxId,
        row.seconds,
        row.endedAt,
        row.messages,
        row.arrived,
        row.departed,
        row.waited,
        row.waitMedian,
        row.waitHigh,
        row.dead == null ? HistoryRow.UNKNOWN : row.dead);
  }

  private static CallRow row(HistoryCallEntity row) {
    return new CallRow(
        row.nodeName,
        row.seconds,
        row.endedAt,
        row.operation,
        row.calls,
        row.medianMicros,
        row.highMicros);
  }
}
