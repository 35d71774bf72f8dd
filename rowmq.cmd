@echo off
rem rowmq run and rowmq bench: see the script rowmq beside this file. Needs a JDK 17 and nothing else.
setlocal
set "ROOT=%~dp0"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if /i "%~1"=="bench" goto bench
set "LAUNCHER=%ROOT%ejb-samples\target\run\rowmq-launcher.jar"
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
:bench
set "MODULE=%ROOT%jms-provider\benchmarks"
if not exist "%MODULE%\target\lib" (
  pushd "%ROOT%"
  call mvnw.cmd -B -q -Pbenchmarks -DskipTests -Dspotless.check.skip=true -pl jms-provider/benchmarks -am package
  if errorlevel 1 (
    popd
    echo rowmq: the build failed; what is above says why. 1>&2
    exit /b 1
  )
  popd
)
set "ARGUMENTS="
shift
:argument
if "%~1"=="" goto measure
set ARGUMENTS=%ARGUMENTS% %1
shift
goto argument
:measure
cd /d "%MODULE%"
"%JAVA%" "-Drowmq.bench.logging=%MODULE%\target\classes\org\rowmq\benchmarks\logging.properties" -cp "%MODULE%\target\classes;%MODULE%\target\lib\*" org.rowmq.benchmarks.Bench %ARGUMENTS%
exit /b %errorlevel%
