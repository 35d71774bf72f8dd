package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.crash.ChildJvm;
import org.rowmq.store.ConfigurationException;

/** One node at a time has a data directory. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DirectoryLockTest {
  @TempDir Path temporary;

  private int anotherProcess(Path directory) throws Exception {
    return ChildJvm.start(temporary, LockingChild.class, directory.toString()).waitFor();
  }

  private static void isRefusedHere(Path directory) {
    assertThatThrownBy(() -> DirectoryLock.acquire(directory))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("already in use by process " + ProcessHandle.current().pid());
  }

  @Test
  void another_process_is_refused_although_this_one_has_been_refused_before() throws Exception {
    Path directory = temporary.resolve("data");
    try (DirectoryLock lock = DirectoryLock.acquire(directory)) {
      assertThat(lock).isNotNull();
      isRefusedHere(directory);

      assertThat(anotherProcess(directory)).isEqualTo(LockingChild.REFUSED);
    }
    assertThat(anotherProcess(directory)).isZero();
  }

  @Test
  void a_directory_has_one_lock_by_whatever_name() throws Exception {
    Path directory = Files.createDirectory(temporary.resolve("data"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);
    try (DirectoryLock lock = DirectoryLock.acquire(directory)) {
      assertThat(lock).isNotNull();
      isRefusedHere(link);
      isRefusedHere(temporary.resolve("data").resolve("..").resolve("data"));
    }
    DirectoryLock.acquire(link).close();
  }
}
