/** launchd.plist(5) as a table: every key of a job and the type that launchd takes for it. */

export type KeyType =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'strings'
  | 'dictionary'
  | 'boolean-or-dictionary'
  | 'dictionaries'
  | 'anything'

/** Keys that other systems than ours read (such as `Sockets`) are passed on as they stand. */
export const KEYS: ReadonlyMap<string, KeyType> = new Map(
  Object.entries({
    AbandonProcessGroup: 'boolean',
    AssociatedBundleIdentifiers: 'anything',
    BundleProgram: 'string',
    Debug: 'boolean',
    Disabled: 'boolean',
    EnableGlobbing: 'boolean',
    EnablePressuredExit: 'boolean',
    EnableTransactions: 'boolean',
    EnvironmentVariables: 'dictionary',
    ExitTimeOut: 'integer',
    GroupName: 'string',
    HardResourceLimits: 'dictionary',
    inetdCompatibility: 'dictionary',
    InitGroups: 'boolean',
    KeepAlive: 'boolean-or-dictionary',
    LaunchEvents: 'dictionary',
    LaunchOnlyOnce: 'boolean',
    LegacyTimers: 'boolean',
    LimitLoadToHardware: 'dictionary',
    LimitLoadFromHardware: 'dictionary',
    LimitLoadToHosts: 'strings',
    LimitLoadFromHosts: 'strings',
    LimitLoadToSessionType: 'anything',
    LowPriorityBackgroundIO: 'boolean',
    LowPriorityIO: 'boolean',
    MachServices: 'dictionary',
    MaterializeDatalessFiles: 'boolean',
    Nice: 'integer',
    ProcessType: 'string',
    Program: 'string',
    ProgramArguments: 'strings',
    QueueDirectories: 'strings',
    RootDirectory: 'string',
    RunAtLoad: 'boolean',
    SessionCreate: 'boolean',
    Sockets: 'dictionary',
    SoftResourceLimits: 'dictionary',
    StandardErrorPath: 'string',
    StandardInPath: 'string',
    StandardOutPath: 'string',
    StartCalendarInterval: 'dictionaries',
    StartInterval: 'integer',
    StartOnMount: 'boolean',
    ThrottleInterval: 'integer',
    Umask: 'integer',
    UserName: 'string',
    WaitForDebugger: 'boolean',
    WatchPaths: 'strings',
    WorkingDirectory: 'string',
  } satisfies Record<string, KeyType>),
)

/** What a key of this type takes, as a diagnostic says it. */
export const TAKES: Readonly<Record<KeyType, string>> = {
  string: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
  strings: 'a list of texts',
  dictionary: 'keys and values',
  'boolean-or-dictionary': 'true, false, or keys and values',
  dictionaries: 'keys and values, or a list of these',
  anything: 'a text, a number, true or false, a list, or keys and values',
}
