package org.rowmq.management.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Mailbox;
import org.rowmq.management.DeadLetters;
import org.rowmq.management.DeadLetters.Letter;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageSource;
import org.rowmq.management.Page;
import org.rowmq.management.service.MessageSearch.Found;
import org.rowmq.store.DeadLetterStore.DeadLetterRow;
import org.rowmq.store.DeadLetterStore.Group;
import org.rowmq.store.DeadLetterStore.Groups;
import org.rowmq.store.MessageStore.BrowseKey;
import org.rowmq.store.MessageStore.BrowsedMessage;

/** Shows messages that were given up. */
final class Graveyard {
  private static final int MOST_NOTES = 10_000;

  private final Broker broker;
  private final MessageSearch search;

  Graveyard(Broker broker, MessageSearch search) {
    this.broker = broker;
    this.search = search;
  }

  DeadLetters groups() {
    Groups found = broker.store().deadLetters().groups(MOST_NOTES);
    List<DeadLetters.Group> groups = new ArrayList<>();
    for (Group group : found.groups()) {
      broker.repair().mailbox(group.mailboxId()).ifPresent(at -> groups.add(view(group, at)));
    }
    return new DeadLetters(groups, found.all());
  }

  private static DeadLetters.Group view(Group group, Mailbox at) {
    boolean queue = at.destination().kind() == DestinationKind.QUEUE;
    return new DeadLetters.Group(
        queue ? MessageSource.queue(at.destination().name()) : MessageSource.subscription(at.id()),
        at.originName(),
        new MessageFilter.Death(group.origin(), group.reason(), group.exceptionClass()),
        group.messages(),
        group.firstDiedAt(),
        group.lastDiedAt());
  }

  Page<Letter> letters(
      long mailboxId, MessageMatcher matcher, BrowseKey after, int most, boolean contentVisible) {
    Found found = search.find(mailboxId, matcher, after, most);
    Map<Long, DeadLetterRow> notes =
        broker
            .store()
            .deadLetters()
            .find(found.messages().stream().map(message -> message.message().id()).toList());
    List<Letter> letters = new ArrayList<>();
    for (BrowsedMessage message : found.messages()) {
      DeadLetterRow note = notes.get(message.message().id());
      if (note != null) {
        letters.add(
            new Letter(
                MessageReader.view(message),
                MessageReader.death(note, contentVisible),
                Timeline.firstFailure(note.note()),
                message.message().failureCount()));
      }
    }
    String next = Optional.ofNullable(found.next()).map(Cursors::of).orElse(null);
    return new Page<>(letters, next);
  }
}
