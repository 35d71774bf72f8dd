@echo off
rem rowmq run: see the script rowmq beside this file. Needs a JDK 17 and nothing else.
setlocal
set "ROOT=%~dp0"
set "LAUNCHER=%ROOT%ejb-samples\target\run\rowmq-launcher.jar"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if not exist "%LAUNCHER%" goto build
if not exist "%ROOT%resource-adapter\target\rowmq.rar" goto build
if not exist "%ROOT%war-console\target\console.war" goto build
if not exist "%ROOT%ejb-samples\target\samples.war" goto build
goto start
:build
echo Building RowMQ (the first time this downloads what Maven needs: some minutes) ...
pushd "%ROOT%"
call mvnw.cmd -B -q -DskipTests -pl resource-adapter,war-console,ejb-samples -am package
if errorlevel 1 (
  popd
  echo rowmq: the build failed; what is above says why. 1>&2
  exit /b 1
)
popd
:start
"%JAVA%" -Djava.awt.headless=true -jar "%LAUNCHER%" %*
exit /b %errorlevel%
