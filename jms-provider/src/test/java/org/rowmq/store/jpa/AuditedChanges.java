package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.send;
import static org.rowmq.store.jpa.Fixture.unique;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.rowmq.DestinationKind;
import org.rowmq.DestinationRight;
import org.rowmq.store.AccessStore.ClientUserRow;
import org.rowmq.store.AccessStore.PermissionRow;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.AdministrationStore.UserRow;
import org.rowmq.store.Append;
import org.rowmq.store.BranchStore.BranchRow;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;
import org.rowmq.store.CommitListener;
import org.rowmq.store.SettingStore;
import org.rowmq.store.SettingStore.SettingChange;
import org.rowmq.store.Store;
import org.rowmq.store.StoreException;
import org.rowmq.store.Unit;

/**
 * Everything in a store that is changed together with its audit entry. Each change is made of
 * something of its own, so that they do not meet.
 */
final class AuditedChanges {
  private final Store store;

  AuditedChanges(Store store) {
    this.store = store;
  }

  /**
   * A change.
   *
   * @param make makes it, with this audit entry
   * @param made whether it has been made
   */
  private record Change(String what, Consumer<AuditRow> make, BooleanSupplier made) {}

  /** Each is made, and told of, once. */
  void areToldOf() {
    ofEach(
        changes(),
        change -> {
          AuditRow told = StoreContract.audit(store.nextId(), 60);
          assertThat(change.made().getAsBoolean()).isFalse();

          change.make().accept(told);

          assertThat(change.made().getAsBoolean()).isTrue();
          assertThat(isThere(told)).isTrue();
        });
  }

  /** None is made whose entry cannot be written: here because there is one with its id. */
  void areNotMadeUntold() {
    AuditRow taken = StoreContract.audit(store.nextId(), 60);
    store.administration().audit(taken);
    ofEach(
        changes(),
        change -> {
          assertThatThrownBy(() -> change.make().accept(taken)).isInstanceOf(StoreException.class);

          assertThat(change.made().getAsBoolean()).isFalse();
          assertThat(isThere(taken)).as("as it was").isTrue();
        });
  }

  /** What was made already, or of which there is nothing, is neither made nor told of. */
  void areNotToldOfWithoutNeed() {
    ofEach(
        notMade(),
        change -> {
          AuditRow untold = StoreContract.audit(store.nextId(), 60);
          try {
            change.make().accept(untold);
          } catch (StoreException e) {
            assertThat(e).hasMessageContaining("exist");
          }
          assertThat(isThere(untold)).isFalse();
        });
  }

  private static void ofEach(List<Change> changes, Consumer<Change> test) {
    assertAll(
        changes.stream().map(change -> () -> assertAll(change.what(), () -> test.accept(change))));
  }

  private boolean isThere(AuditRow row) {
    return store.administration().audited(row.id() + 1, 1).contains(row);
  }

  private List<Change> changes() {
    List<Change> all = new ArrayList<>();
    all.addAll(ofDestinations());
    all.addAll(ofSubscriptions());
    all.addAll(ofConsoleUsers());
    all.addAll(ofClientUsers());
    all.addAll(ofSettings());
    all.addAll(ofMessages());
    return all;
  }

  private List<Change> ofDestinations() {
    String name = unique("made");
    DestinationRow paused = queue();
    DestinationRow deleted = queue();
    DestinationRow begun = queue();
    return List.of(
        new Change(
            "beginning to delete a queue",
            row -> store.catalog().beginDeletion(begun.id(), row),
            () -> store.catalog().destinations().stream().noneMatch(begun::equals)),
        new Change(
            "creating a destination",
            row -> store.catalog().createDestination(DestinationKind.TOPIC, name, 0, row),
            () -> store.catalog().findDestination(DestinationKind.TOPIC, name).isPresent()),
        new Change(
            "pausing a destination",
            row -> store.catalog().pause(paused.id(), true, true, row),
            () -> now(paused).consumptionPaused()),
        new Change(
            "deleting a destination",
            row -> store.catalog().deleteDestination(deleted.id(), row),
            () ->
                store.catalog().findDestination(DestinationKind.QUEUE, deleted.name()).isEmpty()));
  }

  private List<Change> ofSubscriptions() {
    long topic = store.catalog().createDestination(DestinationKind.TOPIC, unique("t"), 0).id();
    String name = unique("made");
    SubscriptionRow renewed = subscription(topic);
    SubscriptionRow deleted = subscription(topic);
    return List.of(
        new Change(
            "creating a subscription",
            row ->
                store
                    .catalog()
                    .createSubscription(topic, "client", name, true, false, false, null, 0, row),
            () -> store.catalog().findSubscription("client", name, true).isPresent()),
        new Change(
            "making a subscription anew",
            row -> store.catalog().renewSubscription(renewed.id(), "b = 2", row),
            () ->
                store
                    .catalog()
                    .findSubscription("client", renewed.name(), true)
                    .filter(row -> row.id() != renewed.id() && row.selector().equals("b = 2"))
                    .isPresent()),
        new Change(
            "deleting a subscription",
            row -> store.catalog().deleteSubscription(deleted.id(), row),
            () -> store.catalog().findSubscription("client", deleted.name(), true).isEmpty()));
  }

  private List<Change> ofConsoleUsers() {
    UserRow made = new UserRow(unique("made"), "hash", "viewer", true, 1);
    UserRow changed = consoleUser();
    UserRow after = new UserRow(changed.name(), "hash", "admin", true, 2);
    UserRow deleted = consoleUser();
    return List.of(
        new Change(
            "adding a console user",
            row -> store.administration().saveUser(made, row),
            () -> store.administration().findUser(made.name()).isPresent()),
        new Change(
            "changing a console user",
            row -> store.administration().saveUser(after, row),
            () -> store.administration().findUser(after.name()).orElseThrow().equals(after)),
        new Change(
            "deleting a console user",
            row -> store.administration().deleteUser(deleted.name(), row),
            () -> store.administration().findUser(deleted.name()).isEmpty()));
  }

  private List<Change> ofClientUsers() {
    ClientUserRow made = new ClientUserRow(unique("made"), "hash", true, 1);
    ClientUserRow deleted = new ClientUserRow(unique("deleted"), "hash", true, 1);
    store.access().saveClientUser(deleted, StoreContract.audit(store.nextId(), 60));
    PermissionRow goes = permit(deleted.name());
    PermissionRow permitted =
        new PermissionRow(unique("user"), "*", Set.of(DestinationRight.BROWSE));
    PermissionRow revoked = permit(unique("user"));
    return List.of(
        new Change(
            "adding a client user",
            row -> store.access().saveClientUser(made, row),
            () -> store.access().clientUsers().contains(made)),
        new Change(
            "deleting a client user with the permissions",
            row -> store.access().deleteClientUser(deleted.name(), row),
            () ->
                !store.access().clientUsers().contains(deleted)
                    && !store.access().permissions().contains(goes)),
        new Change(
            "permitting",
            row -> store.access().savePermission(permitted, row),
            () -> store.access().permissions().contains(permitted)),
        new Change(
            "permitting no longer",
            row ->
                store
                    .access()
                    .savePermission(new PermissionRow(revoked.user(), "*", Set.of()), row),
            () -> !store.access().permissions().contains(revoked)));
  }

  private List<Change> ofSettings() {
    String name = unique("setting");
    DestinationRow edited = queue();
    SettingChange change = new SettingChange(name, null, "1");
    return List.of(
        new Change(
            "changing settings",
            row ->
                store
                    .settings()
                    .change(Map.of(SettingStore.ALL, List.of(change)), 1, "ada", List.of(row)),
            () -> isSet(SettingStore.ALL, name)),
        new Change(
            "changing a destination",
            row ->
                store
                    .settings()
                    .change(edited, edited.paused(true, false), List.of(change), 1, "ada", row),
            () -> isSet(edited.id(), name) && now(edited).consumptionPaused()));
  }

  private boolean isSet(long destination, String name) {
    return store.settings().settings().stream()
        .anyMatch(row -> row.destinationId() == destination && row.name().equals(name));
  }

  private List<Change> ofMessages() {
    long queue = queue().id();
    Append sent = new Append(queue, message(1), false);
    long other = queue().id();
    send(store, other, message(2));
    var xid = StoreContract.xid(unique("resolved"));
    store
        .branches()
        .prepare(
            xid, new Unit(0, List.of(new Append(other, message(3), false)), List.of(), Map.of()));
    return List.of(
        new Change(
            "changing messages",
            row ->
                store
                    .messages()
                    .write(
                        new Unit(0, List.of(sent), List.of(), Map.of(), List.of(), List.of(row)),
                        CommitListener.NONE),
            () -> !store.messages().page(queue, 4, 0, 1, Fixture.PLENTY).isEmpty()),
        new Change(
            "resolving a prepared branch",
            row -> store.branches().resolve(xid, true, row),
            () -> store.branches().prepared().stream().map(BranchRow::xid).noneMatch(xid::equals)));
  }

  private List<Change> notMade() {
    DestinationRow there = queue();
    long topic = store.catalog().createDestination(DestinationKind.TOPIC, unique("t"), 0).id();
    SubscriptionRow named = subscription(topic);
    long gone = queue().id();
    store.catalog().deleteDestination(gone);
    return List.of(
        not(
            "creating what there is",
            row -> store.catalog().createDestination(DestinationKind.QUEUE, there.name(), 0, row)),
        not("pausing what is gone", row -> store.catalog().pause(gone, true, true, row)),
        not(
            "deleting what is gone",
            row -> assertThat(store.catalog().deleteDestination(gone, row)).isFalse()),
        not(
            "beginning to delete what is gone",
            row -> assertThat(store.catalog().beginDeletion(gone, row)).isFalse()),
        not(
            "a subscription that there is",
            row ->
                store
                    .catalog()
                    .createSubscription(
                        topic, "client", named.name(), true, false, false, null, 0, row)),
        not(
            "a subscription of a topic that is gone",
            row ->
                store
                    .catalog()
                    .createSubscription(
                        gone, "client", unique("s"), true, false, false, null, 0, row)),
        not(
            "making anew what is gone",
            row -> assertThat(store.catalog().renewSubscription(gone, null, row)).isEmpty()),
        not(
            "ending what is gone",
            row -> assertThat(store.catalog().deleteSubscription(gone, row)).isFalse()),
        not(
            "a console user who is not there",
            row -> assertThat(store.administration().deleteUser(unique("no"), row)).isFalse()),
        not(
            "a client user who is not there",
            row -> assertThat(store.access().deleteClientUser(unique("no"), row)).isFalse()));
  }

  private static Change not(String what, Consumer<AuditRow> make) {
    return new Change(what, make, () -> false);
  }

  private DestinationRow queue() {
    return store.catalog().createDestination(DestinationKind.QUEUE, unique("q"), 0);
  }

  private DestinationRow now(DestinationRow queue) {
    return store.catalog().findDestination(queue.kind(), queue.name()).orElseThrow();
  }

  private SubscriptionRow subscription(long topic) {
    return store
        .catalog()
        .createSubscription(topic, "client", unique("s"), true, false, false, "a = 1", 0);
  }

  private UserRow consoleUser() {
    UserRow user = new UserRow(unique("user"), "hash", "viewer", true, 1);
    store.administration().saveUser(user, StoreContract.audit(store.nextId(), 60));
    return user;
  }

  private PermissionRow permit(String user) {
    PermissionRow permission = new PermissionRow(user, "*", Set.of(DestinationRight.SEND));
    store.access().savePermission(permission, StoreContract.audit(store.nextId(), 60));
    return permission;
  }
}
