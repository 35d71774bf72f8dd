package org.rowmq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Connections.Producer;
import org.rowmq.broker.Connections.Sent;
import org.rowmq.store.CatalogStore.DestinationRow;

class EndedProducersTest {
  private static final int MOST = 50;

  private final EndedProducers producers = new EndedProducers(MOST);

  private record OneConnection(String clientId) implements Connections.Connection {
    @Override
    public long id() {
      return 1;
    }

    @Override
    public String user() {
      return "ada";
    }

    @Override
    public long openedAt() {
      return 1;
    }

    @Override
    public boolean isStarted() {
      return true;
    }

    @Override
    public List<Connections.Session> sessions() {
      return List.of();
    }

    @Override
    public void closeByManagement() {}
  }

  private record OneSession(List<Sent> sentTo) implements Connections.Session {
    @Override
    public long id() {
      return 1;
    }

    @Override
    public String mode() {
      return "AUTO";
    }

    @Override
    public long openedAt() {
      return 5;
    }

    @Override
    public long sent() {
      return 1;
    }

    @Override
    public long received() {
      return 0;
    }

    @Override
    public long lastSentAt() {
      return 1;
    }

    @Override
    public long lastReceivedAt() {
      return 0;
    }
  }

  private void end(String clientId, long owner, long lastAt) {
    DestinationRow queue =
        new DestinationRow(7, DestinationKind.QUEUE, "q", owner, false, false, 1, 1);
    producers.ended(
        new OneConnection(clientId), new OneSession(List.of(new Sent(queue, 2, lastAt))));
  }

  @Test
  void onlyTheLatestAreKeptHoweverManyClientsThereWere() {
    for (int i = 0; i < 10 * MOST; i++) {
      end("client-" + i, 0, 100 + i);
    }
    assertThat(producers.all()).hasSizeBetween(MOST / 2, MOST);
    assertThat(producers.all().get(0).clientId()).isEqualTo("client-" + (10 * MOST - 1));
  }

  @Test
  void thoseOfOneMomentAreKeptWithinTheSameBounds() {
    for (int i = 0; i < 10 * MOST; i++) {
      end("client-" + i, 0, 100);
    }
    assertThat(producers.all()).hasSizeBetween(MOST / 2, MOST);
  }

  @Test
  void sessionsOfOneClientAreOne() {
    end("shop", 0, 30);
    end("shop", 0, 20);
    assertThat(producers.all())
        .extracting(Producer::sessions, Producer::sent, Producer::since, Producer::lastAt)
        .containsExactly(tuple(2L, 4L, 5L, 30L));
  }

  @Test
  void whatWentToTemporaryQueuesIsNotKept() {
    end("asks", 3, 30);
    assertThat(producers.all()).isEmpty();
  }
}
