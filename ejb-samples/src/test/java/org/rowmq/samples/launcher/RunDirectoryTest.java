package org.rowmq.samples.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

  @TempDir private Path temporary;

  @Test
  void aDirectoryInUseIsNamedWithItsOwnerAndTheRemedy() throws Exception {
    RunDirectory.open(temporary).claim(4711);

    assertThatThrownBy(() -> RunDirectory.open(temporary))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll(
            temporary.toString(), "in use", "port 4711", "Stop that one", "--dir");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamedWithTheRemedy() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "");

    assertThatThrownBy(() -> RunDirectory.open(file.resolve("run")))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll("cannot write to --dir " + file, "choose another directory");
  }

  @Test
  void theFirstPasswordIsMadeUpOnceAndReadableByItsOwnerOnly() throws Exception {
    RunDirectory directory = RunDirectory.open(temporary);

    String password = directory.firstPassword();

    assertThat(password).hasSizeGreaterThanOrEqualTo(16);
    assertThat(directory.firstPassword()).isEqualTo(password);
    if (Files.getFileStore(temporary).supportsFileAttributeView("posix")) {
      assertThat(Files.getPosixFilePermissions(directory.passwordFile())).hasSize(2);
    }
  }

  @Test
  void aPortInUseIsNamedWithTheRemedy() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> MicroServer.availablePort(taken.getLocalPort()))
          .isInstanceOf(StartException.class)
          .hasMessageContainingAll("port " + taken.getLocalPort(), "--port");
    }
    assertThat(MicroServer.availablePort(0)).isPositive();
  }
}
