/**
 * The settings of a service's unit by section, as `systemd --dump-configuration-items` of version 252 lists them, with those that
 * take nothing but a truth value, a number or one of a few words: systemd.unit(5), systemd.service(5), systemd.exec(5),
 * systemd.kill(5), systemd.resource-control(5).
 */
export const SECTIONS = ['Unit', 'Service', 'Install'] as const
export type SectionName = (typeof SECTIONS)[number]

function names(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/))
}

/** Every setting. */
export const KNOWN: Readonly<Record<SectionName, ReadonlySet<string>>> = {
  Unit: names(`
    After AllowIsolate AssertACPower AssertArchitecture AssertCPUFeature AssertCPUPressure AssertCPUs
    AssertCapability AssertControlGroupController AssertCredential AssertDirectoryNotEmpty AssertEnvironment
    AssertFileIsExecutable AssertFileNotEmpty AssertFirstBoot AssertGroup AssertHost AssertIOPressure
    AssertKernelCommandLine AssertKernelVersion AssertMemory AssertMemoryPressure AssertNeedsUpdate
    AssertOSRelease AssertPathExists AssertPathExistsGlob AssertPathIsDirectory AssertPathIsEncrypted
    AssertPathIsMountPoint AssertPathIsReadWrite AssertPathIsSymbolicLink AssertSecurity AssertUser
    AssertVirtualization Before BindTo BindsTo CollectMode ConditionACPower ConditionArchitecture
    ConditionCPUFeature ConditionCPUPressure ConditionCPUs ConditionCapability ConditionControlGroupController
    ConditionCredential ConditionDirectoryNotEmpty ConditionEnvironment ConditionFileIsExecutable
    ConditionFileNotEmpty ConditionFirmware ConditionFirstBoot ConditionGroup ConditionHost ConditionIOPressure
    ConditionKernelCommandLine ConditionKernelVersion ConditionMemory ConditionMemoryPressure ConditionNeedsUpdate
    ConditionOSRelease ConditionPathExists ConditionPathExistsGlob ConditionPathIsDirectory
    ConditionPathIsEncrypted ConditionPathIsMountPoint ConditionPathIsReadWrite ConditionPathIsSymbolicLink
    ConditionSecurity ConditionUser ConditionVirtualization Conflicts DefaultDependencies Description
    Documentation FailureAction FailureActionExitStatus IgnoreOnIsolate JobRunningTimeoutSec JobTimeoutAction
    JobTimeoutRebootArgument JobTimeoutSec JoinsNamespaceOf OnFailure OnFailureIsolate OnFailureJobMode OnSuccess
    OnSuccessJobMode PartOf PropagateReloadFrom PropagateReloadTo PropagatesReloadTo PropagatesStopTo
    RebootArgument RefuseManualStart RefuseManualStop ReloadPropagatedFrom Requires RequiresMountsFor
    RequiresOverridable Requisite RequisiteOverridable SourcePath StartLimitAction StartLimitBurst
    StartLimitInterval StartLimitIntervalSec StopPropagatedFrom StopWhenUnneeded SuccessAction
    SuccessActionExitStatus Upholds Wants
  `),
  Service: names(`
    AllowedCPUs AllowedMemoryNodes AmbientCapabilities AppArmorProfile BPFProgram BindPaths BindReadOnlyPaths
    BlockIOAccounting BlockIODeviceWeight BlockIOReadBandwidth BlockIOWeight BlockIOWriteBandwidth BusName
    CPUAccounting CPUAffinity CPUQuota CPUQuotaPeriodSec CPUSchedulingPolicy CPUSchedulingPriority
    CPUSchedulingResetOnFork CPUShares CPUWeight CacheDirectory CacheDirectoryMode CapabilityBoundingSet
    ConfigurationDirectory ConfigurationDirectoryMode CoredumpFilter DefaultMemoryLow DefaultMemoryMin Delegate
    DeviceAllow DevicePolicy DisableControllers DynamicUser Environment EnvironmentFile ExecCondition ExecPaths
    ExecReload ExecSearchPath ExecStart ExecStartPost ExecStartPre ExecStop ExecStopPost ExitType
    ExtensionDirectories ExtensionImages FailureAction FileDescriptorStoreMax FinalKillSignal Group GuessMainPID
    IOAccounting IODeviceLatencyTargetSec IODeviceWeight IOReadBandwidthMax IOReadIOPSMax IOSchedulingClass
    IOSchedulingPriority IOWeight IOWriteBandwidthMax IOWriteIOPSMax IPAccounting IPAddressAllow IPAddressDeny
    IPCNamespacePath IPEgressFilterPath IPIngressFilterPath IgnoreSIGPIPE InaccessibleDirectories
    InaccessiblePaths KeyringMode KillMode KillSignal LimitAS LimitCORE LimitCPU LimitDATA LimitFSIZE LimitLOCKS
    LimitMEMLOCK LimitMSGQUEUE LimitNICE LimitNOFILE LimitNPROC LimitRSS LimitRTPRIO LimitRTTIME LimitSIGPENDING
    LimitSTACK LoadCredential LoadCredentialEncrypted LockPersonality LogExtraFields LogLevelMax LogNamespace
    LogRateLimitBurst LogRateLimitIntervalSec LogsDirectory LogsDirectoryMode ManagedOOMMemoryPressure
    ManagedOOMMemoryPressureLimit ManagedOOMPreference ManagedOOMSwap MemoryAccounting MemoryDenyWriteExecute
    MemoryHigh MemoryLimit MemoryLow MemoryMax MemoryMin MemorySwapMax MountAPIVFS MountFlags MountImages NUMAMask
    NUMAPolicy NetworkNamespacePath Nice NoExecPaths NoNewPrivileges NonBlocking NotifyAccess OOMPolicy
    OOMScoreAdjust PAMName PIDFile PassEnvironment PermissionsStartOnly Personality PrivateDevices PrivateIPC
    PrivateMounts PrivateNetwork PrivateTmp PrivateUsers ProcSubset ProtectClock ProtectControlGroups ProtectHome
    ProtectHostname ProtectKernelLogs ProtectKernelModules ProtectKernelTunables ProtectProc ProtectSystem
    ReadOnlyDirectories ReadOnlyPaths ReadWriteDirectories ReadWritePaths RebootArgument RemainAfterExit RemoveIPC
    Restart RestartForceExitStatus RestartKillSignal RestartPreventExitStatus RestartSec RestrictAddressFamilies
    RestrictFileSystems RestrictNamespaces RestrictNetworkInterfaces RestrictRealtime RestrictSUIDSGID
    RootDirectory RootDirectoryStartOnly RootHash RootHashSignature RootImage RootImageOptions RootVerity
    RuntimeDirectory RuntimeDirectoryMode RuntimeDirectoryPreserve RuntimeMaxSec RuntimeRandomizedExtraSec
    SELinuxContext SecureBits SendSIGHUP SendSIGKILL SetCredential SetCredentialEncrypted Slice SmackProcessLabel
    SocketBindAllow SocketBindDeny Sockets StandardError StandardInput StandardInputData StandardInputText
    StandardOutput StartLimitAction StartLimitBurst StartLimitInterval StartupAllowedCPUs
    StartupAllowedMemoryNodes StartupBlockIOWeight StartupCPUShares StartupCPUWeight StartupIOWeight
    StateDirectory StateDirectoryMode SuccessExitStatus SupplementaryGroups SyslogFacility SyslogIdentifier
    SyslogLevel SyslogLevelPrefix SystemCallArchitectures SystemCallErrorNumber SystemCallFilter SystemCallLog
    TTYColumns TTYPath TTYReset TTYRows TTYVHangup TTYVTDisallocate TasksAccounting TasksMax TemporaryFileSystem
    TimeoutAbortSec TimeoutCleanSec TimeoutSec TimeoutStartFailureMode TimeoutStartSec TimeoutStopFailureMode
    TimeoutStopSec TimerSlackNSec Type UMask USBFunctionDescriptors USBFunctionStrings UnsetEnvironment User
    UtmpIdentifier UtmpMode WatchdogSec WatchdogSignal WorkingDirectory
  `),
  Install: names(`
    Alias Also DefaultInstance RequiredBy WantedBy
  `),
}

/** Those that take a truth value only. */
export const BOOLEAN: Readonly<Record<SectionName, ReadonlySet<string>>> = {
  Unit: names(`
    AllowIsolate DefaultDependencies IgnoreOnIsolate OnFailureIsolate RefuseManualStart RefuseManualStop
    StopWhenUnneeded
  `),
  Service: names(`
    BlockIOAccounting CPUAccounting CPUSchedulingResetOnFork DynamicUser GuessMainPID IOAccounting IPAccounting
    IgnoreSIGPIPE LockPersonality MemoryAccounting MemoryDenyWriteExecute NoNewPrivileges NonBlocking
    PermissionsStartOnly PrivateDevices PrivateIPC PrivateMounts PrivateNetwork PrivateTmp PrivateUsers
    ProtectClock ProtectControlGroups ProtectHostname ProtectKernelLogs ProtectKernelModules ProtectKernelTunables
    RemainAfterExit RemoveIPC RestrictRealtime RestrictSUIDSGID RootDirectoryStartOnly SendSIGHUP SendSIGKILL
    SyslogLevelPrefix TTYReset TTYVHangup TTYVTDisallocate TasksAccounting
  `),
  Install: new Set(),
}

/** Those that take a whole number from 0 on only. */
export const COUNT: Readonly<Record<SectionName, ReadonlySet<string>>> = {
  Unit: names(`
    StartLimitBurst
  `),
  Service: names(`
    FileDescriptorStoreMax LogRateLimitBurst StartLimitBurst
  `),
  Install: new Set(),
}

/** Settings of a service that take one of a few words. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  Type: ['simple', 'exec', 'forking', 'oneshot', 'dbus', 'notify', 'notify-reload', 'idle'],
  ExitType: ['main', 'cgroup'],
  Restart: ['no', 'on-success', 'on-failure', 'on-abnormal', 'on-watchdog', 'on-abort', 'always'],
  KillMode: ['control-group', 'mixed', 'process', 'none'],
  NotifyAccess: ['none', 'main', 'exec', 'all'],
  OOMPolicy: ['continue', 'stop', 'kill'],
  KeyringMode: ['inherit', 'private', 'shared'],
  ProtectProc: ['noaccess', 'invisible', 'ptraceable', 'default'],
  ProcSubset: ['all', 'pid'],
  DevicePolicy: ['auto', 'closed', 'strict'],
}
